/** The page of promises: by due time, one's own and everybody's; kept, moved or failed from here. P2, P3, P4, STD3 */

import { el, icon } from "../shared/dom.js";
import { ago, now, setServerTime, shortDate, ticking } from "./clock.js";
import { BACK } from "./icons.js";
import { Latest } from "./latest.js";
import { notice } from "./notice.js";
import { pager } from "./pager.js";
import { askFail, askKeep, askMove } from "./promise-dialogs.js";
import { go } from "./route.js";
import { t } from "./texts.js";

const SETTLE_MS = 400;

export class DeskPromises extends HTMLElement {
  #view = { whose: "mine", state: "open", page: 1 };
  #load = new Latest(() => this.api.promises(this.#view), (found) => this.#show(found), SETTLE_MS, (error) => this.#showProblem(error));
  #shown = "";

  /** @param {{api: import("./api.js").AgentApi, agent: object, choices: object}} parts */
  start({ api, agent, choices }) {
    Object.assign(this, { api, agent, choices });
    this.list = el("ul", { class: "promise-list" });
    this.words = el("div", { class: "page-words", role: "status" });
    this.pager = pager((page) => this.#look({ page }));
    this.append(
      el(
        "header",
        { class: "page-head" },
        el("button", { class: "icon-button narrow-only", type: "button", "aria-label": t("conversation.back"), onclick: () => go(null) }, icon(BACK)),
        el("h1", {}, t("promises.title")),
        this.#choice("whose", ["mine", "all"]),
        this.#choice("state", ["open", "ended"]),
      ),
      el("div", { class: "page-body" }, this.words, this.list, this.pager.element),
    );
    this.refresh();
  }

  /** Fetches the list anew; a burst of calls is one fetch. */
  refresh() {
    this.#load.soon();
  }

  #look(view) {
    Object.assign(this.#view, { page: 1 }, view);
    this.#load.run();
  }

  /** One of several views, as radio buttons that look like one switch. */
  #choice(name, values) {
    const radios = values.map((value) =>
      el(
        "label",
        { class: "segment" },
        el("input", { type: "radio", name: `promises-${name}`, value, checked: this.#view[name] === value, onchange: () => this.#look({ [name]: value }) }),
        el("span", {}, t(`promises.${value}`)),
      ),
    );
    return el("fieldset", { class: "segments" }, el("legend", { class: "hidden" }, t(`promises.${name}`)), ...radios);
  }

  #show({ promises, server_time, ...where }) {
    setServerTime(server_time);
    this.#view.page = where.page;
    this.pager.show(where);
    this.words.replaceChildren(...(promises.length > 0 ? [] : this.#empty()));
    const state = JSON.stringify(promises);
    if (state === this.#shown) return;
    this.#shown = state;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    this.list.replaceChildren(...promises.map((promise) => this.#row(promise)));
    if (focused) this.list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  #empty() {
    const key = `promises.empty_${this.#view.whose}_${this.#view.state}`;
    return [el("p", { class: "page-empty" }, t(key)), el("p", { class: "quiet" }, t("promises.empty_hint"))];
  }

  #showProblem(error) {
    if (error.status === 401 || this.#shown) return;
    const again = el("button", { class: "button", type: "button", onclick: () => this.#load.run() }, t("app.again"));
    this.words.replaceChildren(el("p", {}, error.detail || t("app.failed")), again);
  }

  #row(promise) {
    const { id, conversation_id, customer, what, due, by, channel, status, ended_at, for_people } = promise;
    const open = status === "open";
    const late = open && new Date(due) < now();
    const when = open ? ticking(due, ago, "promise-due") : el("time", { class: "promise-due", datetime: ended_at }, shortDate(ended_at));
    const facts = [
      t(open ? "promises.due" : "promises.was_due", { date: shortDate(due) }),
      whoKeeps(by, this.agent.id),
      this.choices.channels.find(({ value }) => value === channel)?.label,
    ].filter(Boolean);
    return el(
      "li",
      { class: "promise", data: { status, late: String(late) } },
      el(
        "div",
        { class: "promise-words" },
        el("p", { class: "promise-what", dir: "auto" }, what),
        el(
          "p",
          { class: "quiet" },
          el("button", { class: "link", type: "button", data: { focus: `${id}-open` }, onclick: () => go(conversation_id) }, el("bdi", {}, customer.name ?? t("queue.visitor"))),
          ` · ${facts.join(" · ")}`,
        ),
      ),
      el("p", { class: "promise-state" }, late ? el("span", { class: "promise-late" }, t("promises.late")) : open ? null : el("span", {}, t(`promises.${status}`)), when),
      open && for_people ? this.#actions(promise) : open ? el("p", { class: "quiet promise-actions" }, t("promises.by_assistant")) : null,
    );
  }

  #actions(promise) {
    const { id } = promise;
    const act = (name, ask) =>
      el("button", { class: "button", type: "button", data: { focus: `${id}-${name}` }, onclick: () => this.#act(name, ask) }, t(`promises.${name}`));
    return el(
      "p",
      { class: "promise-actions" },
      act("keep", () => askKeep(promise, (body) => this.api.endPromise(id, "keep", body))),
      act("move", () => askMove(promise, (body) => this.api.endPromise(id, "move", body))),
      act("fail", () => askFail(promise, this.choices, (body) => this.api.endPromise(id, "fail", body))),
    );
  }

  async #act(name, ask) {
    if (await ask()) notice(t(`promises.${name}_done`));
    this.#load.run();
  }
}

function whoKeeps({ id, name }, me) {
  if (id === me) return t("promises.by_me");
  return name ?? t(id === "desk" ? "promises.by_desk" : "message.assistant");
}

customElements.define("desk-promises", DeskPromises);
