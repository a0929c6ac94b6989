/** What is offered to the agent: who it is, how long there is to answer, and taking or passing it on. W2, W6 */

import { el } from "../shared/dom.js";
import { remaining, ticking } from "./clock.js";
import { feelingSign } from "./feeling.js";
import { isHeated } from "./queue-item.js";
import { t, wellBroken } from "./texts.js";

/** Fires `accept-offer` and `decline-offer` with the assignment id as `detail`. */
export class DeskOffer extends HTMLElement {
  #shown = null;

  connectedCallback() {
    this.hidden = this.#shown === null;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", t("offer.title"));
  }

  /** @param {object|null} offered as the queue of the agent API gives it */
  set offered(offered) {
    const id = offered?.assignment_id ?? null;
    if (id === this.#shown) return;
    this.#shown = id;
    this.hidden = id === null;
    this.replaceChildren(...(offered ? [this.#card(offered)] : []));
  }

  /** Takes or passes on what is offered, if anything is. @param {"accept-offer"|"decline-offer"} how */
  answer(how) {
    if (this.#shown) this.dispatchEvent(new CustomEvent(how, { detail: this.#shown, bubbles: true }));
  }

  #card({ item, expires_at, because }) {
    const name = item.customer?.name || t("queue.visitor");
    const button = (key, how, letter, className) =>
      el("button", { class: className, type: "button", onclick: () => this.answer(how) }, t(key), el("kbd", {}, letter));
    return el(
      "div",
      { class: "offer-card", role: "status" },
      el("p", { class: "offer-head" }, el("span", {}, t("offer.title")), ticking(expires_at, remaining, "offer-time")),
      el("p", { class: "queue-line" }, el("bdi", { class: "queue-name" }, name), isHeated(item) && feelingSign(item.feeling)),
      el("p", { class: "queue-headline", dir: "auto" }, wellBroken(item.headline)),
      because !== "longest_idle" && el("p", { class: "offer-because" }, t(`offer.${because}`)),
      el("p", { class: "offer-actions" }, button("offer.accept", "accept-offer", "A", "button primary"), button("offer.decline", "decline-offer", "X", "button")),
    );
  }
}

customElements.define("desk-offer", DeskOffer);
