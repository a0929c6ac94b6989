/** The queue: what is mine, who waits and what colleagues have. W2, W6 */

import { el } from "../shared/dom.js";
import { pager } from "./pager.js";
import { queueItem } from "./queue-item.js";
import { locale, t } from "./texts.js";

const SECTIONS = ["mine", "waiting", "snoozed", "others"];
const HIDDEN_WHEN_EMPTY = ["snoozed", "others"];

/** Fires `open-conversation` with the conversation id as `detail`, and `turn-page` when another page of a section is wanted. */
export class DeskQueue extends HTMLElement {
  #queue = { waiting: [], mine: [], snoozed: [], others: [], pages: {} };
  #openId = null;
  #sections = new Map();

  /** Which page of each section is shown. */
  wanted = { waiting: 1, mine: 1, snoozed: 1, others: 1 };

  connectedCallback() {
    if (this.#sections.size > 0) return;
    this.setAttribute("role", "navigation");
    this.setAttribute("aria-label", t("queue.label"));
    for (const name of SECTIONS) {
      const count = el("span", { class: "queue-count" });
      const list = el("ul", { class: "queue-list" });
      const empty = HIDDEN_WHEN_EMPTY.includes(name) ? null : el("p", { class: "queue-empty" }, t(`queue.${name}_empty`));
      const turn = pager((page) => this.#turn(name, page));
      const section = el("section", { class: "queue-section", data: { section: name } }, el("h2", {}, t(`queue.${name}`), count), list, empty, turn.element);
      this.#sections.set(name, { section, count, list, empty, turn });
      this.append(section);
    }
    this.addEventListener("click", (event) => {
      const id = event.target.closest("[data-conversation]")?.dataset.conversation;
      if (id) this.dispatchEvent(new CustomEvent("open-conversation", { detail: id, bubbles: true }));
    });
  }

  /** @param {{waiting: object[], mine: object[], snoozed: object[], others: object[], pages: object}} queue as the front desk gives it */
  set queue(queue) {
    const focused = document.activeElement?.closest?.("[data-conversation]")?.dataset.conversation;
    this.#queue = queue;
    for (const name of SECTIONS) {
      const { section, count, list, empty, turn } = this.#sections.get(name);
      const items = queue[name];
      const { total, page } = queue.pages[name];
      this.wanted[name] = page;
      turn.show(queue.pages[name]);
      list.replaceChildren(...items.map((item) => queueItem(item, name)));
      count.textContent = total > 0 ? new Intl.NumberFormat(locale).format(total) : "";
      if (empty) empty.hidden = items.length > 0;
      else section.hidden = items.length === 0;
    }
    this.#markOpen();
    if (focused) this.#button(focused)?.focus({ preventScroll: true });
  }

  get queue() {
    return this.#queue;
  }

  /** @param {string|null} id */
  set openId(id) {
    this.#openId = id;
    this.#markOpen();
    this.#button(id ?? "")?.scrollIntoView({ block: "nearest" });
  }

  /** What is being looked at is no longer new. @param {string|null} conversationId */
  markRead(conversationId) {
    const button = conversationId && this.#button(conversationId);
    if (button) button.dataset.unread = "false";
  }

  /** The conversation before (-1) or after (1) the open one. @returns {string|null} */
  neighbour(step) {
    const ids = this.#items().map((item) => item.conversation_id);
    const at = ids.indexOf(this.#openId);
    if (at < 0) return ids[step > 0 ? 0 : ids.length - 1] ?? null;
    return ids[at + step] ?? null;
  }

  /** Moves the focus to a conversation. */
  focusOn(conversationId) {
    this.#button(conversationId)?.focus();
  }

  #turn(name, page) {
    this.wanted[name] = page;
    this.dispatchEvent(new Event("turn-page", { bubbles: true }));
  }

  #items() {
    return SECTIONS.flatMap((name) => this.#queue[name]);
  }

  #button(id) {
    return this.querySelector(`[data-conversation="${CSS.escape(id)}"]`);
  }

  #markOpen() {
    for (const button of this.querySelectorAll("[data-conversation]")) {
      if (button.dataset.conversation === this.#openId) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}

customElements.define("desk-queue", DeskQueue);
