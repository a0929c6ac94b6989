/** Finding a conversation: by words, customer, order, time, request type, feeling and state. W6 */

import { el } from "../shared/dom.js";
import { shortDate } from "./clock.js";
import { ask } from "./dialog.js";
import { Latest } from "./latest.js";
import { t, words } from "./texts.js";

const SETTLE_MS = 250;
const FEELINGS = ["annoyed", "frustrated", "angry", "calm"];
const STATES = ["waiting", "agent", "assistant", "closed"];

/**
 * @param {object} choices of the agent API
 * @param {(wanted: Record<string, string>) => Promise<{conversations: object[], next: string|null}>} search
 * @param {(found: object) => void} onOpen
 */
export function askSearch(choices, search, onOpen) {
  const fields = {
    text: el("input", { class: "input", type: "search", name: "text", "aria-label": t("search.text"), placeholder: t("search.text"), maxlength: 200 }),
    customer: el("input", { class: "input", name: "customer", "aria-label": t("search.customer"), placeholder: t("search.customer"), maxlength: 200 }),
    order: el("input", { class: "input", name: "order", inputmode: "numeric", "aria-label": t("search.order"), placeholder: t("search.order"), maxlength: 64 }),
    request_type: select("request_type", Object.entries(choices.request_types)),
    feeling: select("feeling", FEELINGS.map((level) => [level, t(`search.felt`, { level: t(`feeling.${level}`) })])),
    state: select("state", STATES.map((state) => [state, t(`search.state_${state}`)])),
    since: el("input", { class: "input", type: "date", name: "since" }),
    until: el("input", { class: "input", type: "date", name: "until" }),
  };
  const list = el("ul", { class: "mention-list" });
  const state = el("p", { class: "hint", role: "status" }, t("app.loading"));
  const more = el("button", { class: "button", type: "button", hidden: true }, t("mentions.more"));
  let after = null;
  const showProblem = (error) => {
    if (after === null) list.replaceChildren();
    more.hidden = true;
    state.textContent = error.detail || t("app.failed");
  };
  const show = ({ conversations, next }) => {
    if (after === null) list.replaceChildren();
    list.append(...conversations.map((found) => row(found, onOpen)));
    state.textContent = list.children.length === 0 ? t("search.none") : "";
    more.hidden = next === null;
    more.onclick = () => {
      after = next;
      latest.run();
    };
  };
  const latest = new Latest(() => search({ ...wantedOf(fields), ...(after && { after }) }), show, SETTLE_MS, showProblem);
  const begin = () => {
    after = null;
    more.hidden = true;
    latest.cancel();
    latest.soon();
  };
  const form = el(
    "div",
    { class: "search-fields", oninput: begin },
    fields.text,
    fields.customer,
    fields.order,
    fields.request_type,
    fields.feeling,
    fields.state,
    el("label", { class: "search-date" }, el("span", {}, t("search.since")), fields.since),
    el("label", { class: "search-date" }, el("span", {}, t("search.until")), fields.until),
  );
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector("button")?.focus();
  });
  latest.run();
  const closed = ask({ title: t("search.title"), content: [form, state, list, more] });
  return closed.finally(() => latest.cancel());
}

function select(name, options) {
  return el("select", { class: "input", name, "aria-label": t(`search.${name}`) }, el("option", { value: "" }, t(`search.${name}`)), ...options.map(([value, label]) => el("option", { value }, label)));
}

function wantedOf(fields) {
  const wanted = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
  if (wanted.since) wanted.since = new Date(`${wanted.since}T00:00`).toISOString();
  if (wanted.until) wanted.until = new Date(`${wanted.until}T23:59:59`).toISOString();
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ""));
}

function row(found, onOpen) {
  const { customer, agent, state, orders, request_types: types, excerpt, updated_at: at } = found;
  const facts = [...types, ...orders.map((number) => t("offers.order", { number })), agent && state === "agent" ? t("queue.with", { name: agent.name }) : words("search", `state_${state}`)];
  const open = (event) => {
    event.currentTarget.closest("dialog").close();
    onOpen(found);
  };
  return el(
    "li",
    {},
    el(
      "button",
      { class: "mention", type: "button", onclick: open },
      el("span", { class: "queue-line" }, el("strong", {}, customer.name || t("queue.visitor")), el("time", { class: "queue-time", datetime: at }, shortDate(at))),
      el("span", { class: "mention-text", dir: "auto" }, excerpt),
      el("span", { class: "quiet" }, facts.join(" · ")),
    ),
  );
}
