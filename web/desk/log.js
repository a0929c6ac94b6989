/** The conversation as it runs: what was said, what happened, what is on its way, who is writing. */

import { el, icon } from "../shared/dom.js";
import { dayOf } from "./clock.js";
import { eventRow, pendingRow } from "./event-row.js";
import { feelingSign } from "./feeling.js";
import { DOWN } from "./icons.js";
import { markQuote } from "./quote-mark.js";
import { t } from "./texts.js";

const NEAR_END_PX = 80;
const SAME_BREATH_MS = 4 * 60_000;
const TYPING_LASTS_MS = 8000;

/** Fires `retry-message` and `edit-message` with the client message id as `detail`, and `gap` when events are missing. */
export class DeskLog extends HTMLElement {
  #lastOffset = 0;
  #lastRow = null;
  #lastDay = "";
  #atEnd = true;
  #typingTimer = 0;
  #readThrough = 0;
  #saidByCustomer = [];

  connectedCallback() {
    if (this.scroller) return;
    this.rows = el("ol", { class: "rows-log" });
    this.pending = el("ol", { class: "rows-log rows-pending" });
    this.typing = el("p", { class: "typing-line", role: "status" });
    this.scroller = el("div", { class: "log-scroller", tabindex: 0, role: "log", "aria-label": t("conversation.log") }, el("div", { class: "log-column" }, this.rows, this.pending, this.typing));
    this.below = el("button", { class: "unread-below", type: "button", hidden: true, onclick: () => this.scrollToEnd() }, icon(DOWN), t("conversation.unread_below"));
    this.append(this.scroller, this.below);
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    this.rows.addEventListener("click", () => this.#forgetEvidence());
    document.addEventListener("visibilitychange", () => this.#markRead());
    new ResizeObserver(() => this.#atEnd && this.scrollToEnd()).observe(this.scroller);
    this.pending.addEventListener("click", ({ target }) => {
      const { action, message } = target.closest("[data-action]")?.dataset ?? {};
      if (action) this.dispatchEvent(new CustomEvent(`${action}-message`, { detail: message, bubbles: true }));
    });
  }

  /** Starts another conversation. @param {Parameters<typeof eventRow>[1]} context */
  begin(context) {
    this.context = context;
    this.#lastOffset = 0;
    this.#lastRow = null;
    this.#lastDay = "";
    this.#atEnd = true;
    this.#readThrough = 0;
    this.#saidByCustomer = [];
    this.rows.replaceChildren();
    this.pending.replaceChildren();
    this.setTyping(false);
    this.below.hidden = true;
  }

  /**
   * Adds what is not there yet.
   * @param {object[]} events in the order of their offsets
   * @param {boolean} [whole] whether this is the whole log, so that nothing can be missing before it
   */
  add(events, whole = false) {
    const fresh = events.filter((event) => event.offset > this.#lastOffset);
    if (fresh.length === 0) return;
    if (!whole && fresh[0].offset > this.#lastOffset + 1) {
      this.dispatchEvent(new Event("gap"));
      return;
    }
    for (const event of fresh) this.#addRow(event);
    const fromCustomer = fresh.some((event) => event.author === "customer");
    if (fromCustomer) this.setTyping(false);
    if (this.#atEnd) this.scrollToEnd();
    else if (fromCustomer) this.below.hidden = false;
  }

  /** Offset of the newest event here. */
  get lastOffset() {
    return this.#lastOffset;
  }

  /** Offset up to which the agent has had everything before their eyes. */
  get readThrough() {
    return this.#readThrough;
  }

  /** @param {import("./outbox.js").Pending[]} pending */
  setPending(pending) {
    const grown = pending.length > this.pending.children.length;
    this.pending.replaceChildren(...pending.map((one) => pendingRow(one, this.#saidSince(one.readThrough))));
    if (grown || this.#atEnd) this.scrollToEnd();
  }

  /** Marks how each message of the customer sounds; calm is only said after something else. @param {{offset: number, level: string}[]} trend */
  setFeelings(trend) {
    let before = "calm";
    for (const { offset, level } of trend) {
      const body = this.rows.querySelector(`[data-author="customer"][data-offset="${offset}"] .row-body`);
      if (body && body.dataset.level !== level) {
        body.dataset.level = level;
        body.querySelector(".feeling")?.remove();
        if (level !== "calm" || before !== "calm") {
          const sign = feelingSign(level);
          sign.title = t("feeling.at_message", { level: t(`feeling.${level}`) });
          body.append(sign);
        }
      }
      before = level;
    }
  }

  /** @param {boolean} typing whether the customer is writing */
  setTyping(typing) {
    clearTimeout(this.#typingTimer);
    this.typing.replaceChildren();
    if (!typing) return;
    const dots = el("span", { class: "typing-dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.typing.append(dots, el("bdi", { class: "typing-words" }, t("conversation.typing", { name: this.context.customerName })));
    this.#typingTimer = setTimeout(() => this.setTyping(false), TYPING_LASTS_MS);
  }

  /**
   * Shows the messages that something rests on.
   * @param {number[]} offsets
   * @param {string|null} quote words to be marked inside the message
   */
  showEvidence(offsets, quote) {
    this.#forgetEvidence();
    const found = [...new Set(offsets.map((offset) => this.#row(offset) ?? this.#visibleBefore(offset)).filter(Boolean))];
    if (found.length === 0) return;
    for (const row of found) row.classList.add("evident");
    markQuote(found.map((row) => row.querySelector(".bubble")).filter(Boolean), quote);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    found[0].scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
    found[0].focus({ preventScroll: true });
  }

  #forgetEvidence() {
    for (const row of this.rows.querySelectorAll(".evident")) row.classList.remove("evident");
    markQuote([], null);
  }

  scrollToEnd() {
    this.#atEnd = true;
    this.below.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#markRead();
  }

  #markRead() {
    if (this.#atEnd && !document.hidden) this.#readThrough = this.#lastOffset;
  }

  /** What the customer has written after an offset. */
  #saidSince(offset) {
    return this.#saidByCustomer.filter((said) => said.offset > offset).map((said) => said.text);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#atEnd) this.below.hidden = true;
    this.#markRead();
  }

  #addRow(event) {
    this.#lastOffset = event.offset;
    if (event.author === "customer" && event.kind === "message") this.#saidByCustomer.push({ offset: event.offset, text: event.text });
    const row = eventRow(event, this.context);
    if (!row) return;
    const day = dayOf(event.at);
    if (day !== this.#lastDay) this.rows.append(el("li", { class: "day" }, day));
    row.classList.toggle("follows", day === this.#lastDay && sameBreath(this.#lastRow, row));
    this.#lastDay = day;
    this.#lastRow = row;
    this.rows.append(row);
  }

  #row(offset) {
    return this.rows.querySelector(`[data-offset="${offset}"]`);
  }

  /** Where an event has no line of its own, the one before it tells best. */
  #visibleBefore(offset) {
    return [...this.rows.querySelectorAll("[data-offset]")].findLast((row) => Number(row.dataset.offset) < offset);
  }
}

/** Whether two messages are by the same person, shortly after one another: the second needs no name. */
function sameBreath(before, row) {
  if (!before || before.className.includes("status") || row.className.includes("status")) return false;
  const time = (of) => new Date(of.querySelector("time").dateTime).getTime();
  return before.dataset.who === row.dataset.who && before.classList.contains("note") === row.classList.contains("note") && time(row) - time(before) < SAME_BREATH_MS;
}

customElements.define("desk-log", DeskLog);
