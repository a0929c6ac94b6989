/** The pages of the desk, at the head of the queue. */

import { el } from "../shared/dom.js";
import { PAGES } from "./route.js";
import { t } from "./texts.js";

export class DeskNav extends HTMLElement {
  #links = new Map();

  connectedCallback() {
    if (this.#links.size > 0) return;
    this.setAttribute("role", "navigation");
    this.setAttribute("aria-label", t("nav.label"));
    for (const page of ["conversations", ...Object.keys(PAGES)]) {
      const link = el("a", { href: page === "conversations" ? "#/" : `#/${page}` }, t(`nav.${page}`));
      this.#links.set(page, link);
      this.append(link);
    }
  }

  /** Shows the pages that the agent may see. @param {string[]} permissions */
  set permissions(permissions) {
    for (const [name, link] of this.#links) {
      const needed = PAGES[name]?.permission;
      link.hidden = needed !== undefined && !permissions.includes(needed);
    }
  }

  /** @param {string|null} page a name of PAGES; null for the conversations */
  set page(page) {
    for (const [name, link] of this.#links) {
      if (name === (page ?? "conversations")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

customElements.define("desk-nav", DeskNav);
