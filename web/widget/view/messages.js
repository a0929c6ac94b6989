/**
 * The conversation on the page: kept element by element, so that only what is new is read out and moves. Below the last message
 * stand an empty beginning, choices, somebody writing or listening, and quiet notices.
 */

import { el, icon } from "../../shared/dom.js";
import { linkified } from "../../shared/linkify.js";
import { clockTime } from "../../shared/times.js";
import { avatar, ICONS } from "./pictures.js";

const STATUS_ICONS = { delayed: ICONS.clock, promise_made: ICONS.promise, promise_kept: ICONS.done, resolved: ICONS.done };
const NEAR_END_PX = 80;
const LAID_OUT_MS = 100;

export function messages(t, language, { onRetry, onDiscard, rating }) {
  const log = el("div", { class: "log", role: "log", "aria-live": "off", "aria-relevant": "additions", "aria-label": t("panel.log") });
  const tail = el("div", { class: "tail" });
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("panel.log") }, log, tail);
  const newer = el("button", { type: "button", class: "newer", hidden: true, onclick: toEnd }, icon(ICONS.down), t("messages.new"));
  const known = new Map();
  let following = true;
  scroller.addEventListener("scroll", () => {
    following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
    if (following) newer.hidden = true;
  });
  const sizes = new ResizeObserver(settle);
  for (const part of [scroller, log, tail]) sizes.observe(part);

  return { element: el("div", { class: "messages" }, scroller, newer), tail, show, settle, toEnd, focus: () => scroller.focus() };

  /** What there is when the log becomes current is history: it is laid out before the log is live. */
  function show(items, current) {
    const live = current && log.getAttribute("aria-live") === "polite";
    const added = place(items, live);
    if (!current) log.setAttribute("aria-live", "off");
    else if (!live) setTimeout(() => log.setAttribute("aria-live", "polite"), LAID_OUT_MS);
    if (added.some(({ author, id }) => author === "customer" && id)) following = true;
    else if (!following && live && added.some(({ kind }) => kind === "message")) newer.hidden = false;
  }

  /** Keeps the end in view, also when something below the log has changed. */
  function settle() {
    if (following) toEnd();
  }

  function toEnd() {
    following = true;
    newer.hidden = true;
    scroller.scrollTop = scroller.scrollHeight;
  }

  function place(items, current) {
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, { element }] of known) {
      if (keys.has(key)) continue;
      element.remove();
      known.delete(key);
    }
    const added = items.filter(({ key }) => !known.has(key));
    let before = null;
    for (const item of items) {
      const element = elementOf(item, current);
      const expected = before ? before.nextSibling : log.firstChild;
      if (element !== expected) log.insertBefore(element, expected);
      before = element;
    }
    return added;
  }

  function elementOf(item, current) {
    const state = JSON.stringify(item);
    const was = known.get(item.key);
    if (was?.state === state) return was.element;
    const element = was?.element ?? el("div", { class: current ? "item fresh" : "item" });
    fill(element, item);
    known.set(item.key, { element, state });
    return element;
  }

  function fill(element, item) {
    element.dataset.kind = item.kind;
    if (item.kind === "day") element.replaceChildren(el("span", {}, item.text));
    else if (item.kind === "status") fillStatus(element, item);
    else if (item.kind === "rating") element.replaceChildren(rating(item));
    else fillMessage(element, item);
  }

  function fillStatus(element, { type, text, name }) {
    element.dataset.type = type;
    const face = type === "agent_joined" ? avatar(name ?? text) : STATUS_ICONS[type] && icon(STATUS_ICONS[type]);
    element.replaceChildren(...[face, el("span", { dir: "auto" }, text)].filter(Boolean));
  }

  /** Words that stay are not put there again: they would be read out again. */
  function fillMessage(element, item) {
    const { author, text, first, last } = item;
    const same = element.dataset.first === String(first) && element.querySelector(".bubble").textContent === text;
    Object.assign(element.dataset, { author, first, last });
    if (!same) element.replaceChildren(...words(item));
    element.querySelector(".foot")?.remove();
    element.append(...[foot(item)].filter(Boolean));
  }

  function words({ author, name, text, first }) {
    const named = first && author === "agent";
    const who = author === "customer" ? t("author.you") : (name ?? t("author.assistant"));
    const speaker = el("p", { class: named ? "speaker" : "unseen" }, who);
    const bubble = el("div", { class: "bubble", dir: "auto" }, linkified(text));
    return named ? [avatar(name), speaker, bubble] : [speaker, bubble];
  }

  function foot({ at, last, timed, delivery, failure, id }) {
    if (delivery === "failed") {
      return el(
        "p",
        { class: "foot failed" },
        el("span", { dir: "auto" }, failure || t("delivery.failed")),
        el("button", { type: "button", class: "link", onclick: () => onRetry(id) }, t("delivery.retry")),
        el("button", { type: "button", class: "link", onclick: () => onDiscard(id) }, t("delivery.discard")),
      );
    }
    if (!last || !(timed || delivery)) return null;
    const state = delivery && ` · ${t("delivery." + delivery)}`;
    return el("p", { class: "foot", "aria-live": "off" }, el("time", { datetime: at }, clockTime(new Date(at), language)), state);
  }
}

/** The parts below the last message that the present state calls for. */
export function tail(t, state, { onPress, onStartOver }) {
  return [
    state.empty && beginning(t, state.live),
    state.renewed && el("p", { class: "notice", role: "status" }, t("conversation.renewed")),
    state.buttons.length > 0 && choices(state.buttons, onPress),
    state.typing && writing(t, state.typing, state.agent),
    state.listening && listening(t),
    state.owner === "closed" && !state.typing && closing(t, onStartOver),
  ].filter(Boolean);
}

function beginning(t, live) {
  return el(
    "div",
    { class: "beginning" },
    avatar(null),
    el("p", { class: "greeting" }, t("empty.greeting")),
    el("p", {}, t(live ? "empty.invitation" : "empty.unreachable")),
  );
}

function choices(buttons, onPress) {
  const all = buttons.map((button) => el("button", { type: "button", class: "choice", dir: "auto", onclick: () => onPress(button) }, button.title));
  return el("div", { class: "choices" }, ...all);
}

function writing(t, author, agent) {
  const name = agent?.name ?? t("header.agent.unnamed");
  const words = author === "agent" ? t("typing.agent", { name }) : t("typing.assistant");
  return el("div", { class: "writing", data: { author } }, el("i"), el("i"), el("i"), el("span", { class: "unseen" }, words));
}

/** Not writing: what was said is read, and more may come. */
function listening(t) {
  return el("p", { class: "listening" }, el("i"), t("listening"));
}

function closing(t, onStartOver) {
  return el("p", { class: "closing" }, el("button", { type: "button", class: "link", onclick: onStartOver }, t("closed.restart")));
}
