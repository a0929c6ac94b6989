/** Whether matters are offered to oneself: a switch at the foot of the queue, and why it stands where it stands. W2 */

import { el } from "../shared/dom.js";
import { timeOf } from "./clock.js";
import { t } from "./texts.js";

/** Fires `set-available` with the wish as `detail`. */
export class DeskAvailability extends HTMLElement {
  #me = null;

  connectedCallback() {
    if (this.switch) return;
    this.words = el("span", {});
    this.switch = el(
      "button",
      { class: "availability", type: "button", role: "switch", onclick: () => this.toggle() },
      el("i", { "aria-hidden": true }),
      this.words,
    );
    this.why = el("p", { class: "availability-why", role: "status", hidden: true });
    this.append(this.why, this.switch);
  }

  /** @param {{available: boolean, changed_at: string|null, changed_by: string|null}} me */
  set me(me) {
    if (JSON.stringify(me) === JSON.stringify(this.#me)) return;
    this.#me = me;
    const missed = !me.available && me.changed_by === "missed";
    this.switch.setAttribute("aria-checked", String(me.available));
    this.words.textContent = t(me.available ? "availability.available" : "availability.away");
    this.switch.title = t(me.available ? "availability.available_hint" : "availability.away_hint", { capacity: me.capacity });
    this.why.hidden = !missed;
    this.why.textContent = missed ? t("availability.missed", { time: timeOf(me.changed_at) }) : "";
  }

  toggle() {
    if (this.#me) this.dispatchEvent(new CustomEvent("set-available", { detail: !this.#me.available, bubbles: true }));
  }
}

customElements.define("desk-availability", DeskAvailability);
