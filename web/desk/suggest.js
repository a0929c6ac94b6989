/** A list over a text field, opened by a sign: canned replies by "/", colleagues by "@". All of it works by keyboard. */

import { el } from "../shared/dom.js";
import { t } from "./texts.js";

const LONGEST_QUERY = 40;
const ID = "suggestions";

/**
 * @typedef {object} Suggestion
 * @property {string} title
 * @property {string} [text] a second line
 * @property {string} insert what takes the place of the sign and the query
 *
 * @typedef {object} Source
 * @property {string} sign one character, at the beginning of a word
 * @property {() => boolean} applies
 * @property {() => Promise<Suggestion[]>} load
 * @property {string} label
 * @property {string} none words for a query that nothing fits
 */

export class Suggest {
  #open = null;
  #found = [];
  #at = 0;
  #asked = 0;

  /** @param {HTMLTextAreaElement} input @param {Source[]} sources @param {(suggestion: Suggestion) => void} onInsert */
  constructor(input, sources, onInsert) {
    Object.assign(this, { input, sources, onInsert });
    this.list = el("ul", { class: "suggest-list", role: "listbox", id: ID });
    this.none = el("p", { class: "suggest-none" });
    this.box = el("div", { class: "suggest", hidden: true }, this.list, this.none);
    this.status = el("span", { class: "hidden", role: "status" });
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("input", () => this.#follow());
    input.addEventListener("click", () => this.#follow());
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.#take(this.#found[[...this.list.children].indexOf(option)]);
    });
  }

  /** @returns {boolean} whether the key was for the list */
  keydown(event) {
    if (this.box.hidden || event.isComposing || event.keyCode === 229) return false;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.#found.length > 0) this.#take(this.#found[this.#at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Opens the list of a sign at the caret, as if it had been typed. @param {string} sign */
  begin(sign) {
    const { selectionStart: start, value } = this.input;
    this.input.focus();
    this.input.setRangeText((start > 0 && !/\s/u.test(value[start - 1]) ? " " : "") + sign, start, this.input.selectionEnd, "end");
    this.input.dispatchEvent(new Event("input"));
  }

  close() {
    this.#asked += 1;
    this.#open = null;
    this.box.hidden = true;
    this.status.textContent = "";
    this.input.removeAttribute("aria-activedescendant");
    this.input.removeAttribute("aria-controls");
  }

  async #follow() {
    const found = this.#query();
    if (!found) return this.close();
    this.#asked += 1;
    const mine = this.#asked;
    if (this.#open?.source !== found.source) this.#open = { source: found.source, items: found.source.load() };
    const items = await this.#open.items.catch(() => []);
    if (mine === this.#asked) this.#show(found, items);
  }

  /** The sign before the caret and what follows it, or null. */
  #query() {
    const { selectionStart: end, selectionEnd, value } = this.input;
    if (end !== selectionEnd) return null;
    const before = value.slice(Math.max(0, end - LONGEST_QUERY), end);
    for (const source of this.sources) {
      const at = before.lastIndexOf(source.sign);
      const words = before.slice(at + 1);
      const begins = at === 0 ? end <= LONGEST_QUERY : /\s/u.test(before[at - 1] ?? "");
      if (at >= 0 && begins && !/^\s|\n/u.test(words) && source.applies()) return { source, words, start: end - words.length - 1, end };
    }
    return null;
  }

  #show({ source, words }, items) {
    const wanted = fold(words).split(/\s+/u).filter(Boolean);
    this.#found = items.filter(({ title, text = "" }) => wanted.every((word) => fold(`${title} ${text}`).includes(word)));
    if (this.#found.length === 0 && /\s/u.test(words)) return this.close();
    this.list.setAttribute("aria-label", source.label);
    this.list.replaceChildren(...this.#found.map(option));
    this.list.hidden = this.#found.length === 0;
    this.none.textContent = this.#found.length === 0 ? source.none : "";
    this.status.textContent = t("suggest.count", { count: this.#found.length });
    this.box.hidden = false;
    this.input.setAttribute("aria-controls", ID);
    this.#mark(0);
  }

  #move(step) {
    const count = this.#found.length;
    if (count > 0) this.#mark((this.#at + step + count) % count);
  }

  #mark(at) {
    this.#at = at;
    [...this.list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    const row = this.list.children[at];
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  #take(suggestion) {
    const found = this.#query();
    this.close();
    if (!found) return;
    this.input.setRangeText(suggestion.insert, found.start, found.end, "end");
    this.input.dispatchEvent(new Event("input"));
    this.onInsert(suggestion);
  }
}

function option({ title, text }, number) {
  return el("li", { class: "suggest-item", role: "option", id: `${ID}-${number}` }, el("strong", {}, title), text && el("span", { dir: "auto" }, text));
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
