/** The place of a page beside the conversations. A page is loaded when it is first wanted, and made anew each time. */

import { PAGES } from "./route.js";

export class DeskPage extends HTMLElement {
  /** @param {{api: import("./api.js").AgentApi, agent: object, choices: object}} parts what every page gets */
  begin(parts) {
    this.parts = parts;
  }

  /** @param {string|null} name of PAGES */
  async show(name) {
    if (this.dataset.name === (name ?? "")) return;
    this.dataset.name = name ?? "";
    this.replaceChildren();
    if (name === null) return;
    await PAGES[name].load();
    if (this.dataset.name !== name) return;
    const page = document.createElement(PAGES[name].element);
    this.replaceChildren(page);
    page.start(this.parts);
  }

  refresh() {
    this.firstElementChild?.refresh();
  }
}

customElements.define("desk-page", DeskPage);
