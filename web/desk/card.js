/** The summary card: everything known the moment an agent takes over, each item leading to the message it rests on. W6 */

import { el } from "../shared/dom.js";
import * as sections from "./card-sections.js";
import { t } from "./texts.js";

const ORDER = ["headline", "next", "wishes", "request", "feelings", "tried", "promises", "open_questions", "facts", "other_requests", "customer"];

/** Fires `show-evidence` with `{offsets, quote}` as `detail`, and `copy-card`. */
export class DeskCard extends HTMLElement {
  #shown = new Map();
  #choices = {};

  /** @param {object} choices labels from the agent API */
  set choices(choices) {
    this.#choices = choices;
  }

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", t("card.label"));
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-action=copy]")) this.dispatchEvent(new CustomEvent("copy-card", { bubbles: true }));
      const item = event.target.closest("[data-offsets]");
      if (!item) return;
      const detail = { offsets: JSON.parse(item.dataset.offsets), quote: item.dataset.quote ?? null };
      this.dispatchEvent(new CustomEvent("show-evidence", { detail, bubbles: true }));
    });
  }

  clear() {
    this.#shown.clear();
    this.replaceChildren(el("p", { class: "card-empty" }, t("card.empty")));
  }

  /**
   * Shows what is known now; sections that did not change stay untouched, with focus and selection.
   * @param {{summary: object|null, customer: object|null, earlier: object[], promises: object[]}} conversation
   */
  show({ summary, customer, earlier, promises }) {
    if (!summary) {
      this.#shown.clear();
      this.replaceChildren(el("p", { class: "card-empty" }, t("card.none")));
      return;
    }
    const made = ORDER.map((name) => this.#section(name, inputOf(name, summary, { known: customer, earlier }, promises)));
    const nodes = made.filter(Boolean);
    for (const child of [...this.children]) if (!nodes.includes(child)) child.remove();
    nodes.forEach((node, at) => {
      if (this.children[at] !== node) this.insertBefore(node, this.children[at] ?? null);
    });
  }

  #section(name, input) {
    const json = JSON.stringify(input ?? null);
    const shown = this.#shown.get(name);
    if (shown?.json === json) return shown.node;
    const node = input === undefined ? null : sections[name](input, this.#choices);
    this.#shown.set(name, { json, node });
    return node;
  }
}

/** What a section is made from; undefined when there is nothing to show. */
function inputOf(name, summary, customer, promises) {
  switch (name) {
    case "headline":
      return { headline: summary.headline, reason: summary.reason, passedOn: summary.passed_on };
    case "customer":
      return summary.customer || customer.known ? { said: summary.customer ?? {}, ...customer } : undefined;
    case "promises": {
      const all = promises.length > 0 ? promises : (summary.promises ?? []);
      return all.length > 0 ? all : undefined;
    }
    default: {
      const part = summary[name];
      return part === null || part === undefined || part.length === 0 ? undefined : part;
    }
  }
}

customElements.define("desk-card", DeskCard);
