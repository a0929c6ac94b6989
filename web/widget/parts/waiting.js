/**
 * While a person is waited for: how long that takes, or when somebody is there, and where the customer can be reached.
 * What is not known is not said. (B1, W2, P2)
 */

import { el, icon } from "../../shared/dom.js";
import { clockTime, dayName } from "../../shared/times.js";
import { ICONS } from "../view/pictures.js";

export const STYLES = new URL("./waiting.css", import.meta.url).href;

const ASK_AGAIN_MS = 20_000;
const LONG_MINUTES = 10;

/** `ask(part, init)` calls the front desk about this conversation: {ahead, minutes, anybody_there, back_at, reached, address, help}, or null. */
export function waiting(t, language, ask) {
  const words = el("p", { role: "status", dir: "auto" });
  const field = el("input", { class: "reach", dir: "auto", maxlength: "254", autocomplete: "email", "aria-label": t("waiting.reach"), placeholder: t("waiting.reach") });
  const trouble = el("p", { class: "trouble", role: "alert" });
  const form = el("form", { hidden: true, onsubmit: submitted }, field, el("button", { type: "submit", class: "primary" }, t("waiting.send")), trouble);
  const change = el("button", { type: "button", class: "link", hidden: true, onclick: correct });
  const element = el("section", { class: "waiting", hidden: true, "aria-label": t("header.waiting") }, icon(ICONS.clock), words, change, form);
  let timer = 0;
  let active = false;
  let left = "";
  let correcting = false;
  return { element, show };

  /** Asks while it is so, and no longer. */
  function show(isWaiting) {
    if (isWaiting === active) return;
    active = isWaiting;
    clearTimeout(timer);
    if (active) look();
    else element.hidden = true;
  }

  async function look() {
    clearTimeout(timer);
    const told = await ask("waiting").catch(() => undefined);
    if (!active || !element.isConnected) return;
    if (told !== undefined) tell(told);
    timer = setTimeout(look, ASK_AGAIN_MS);
  }

  function tell(told) {
    const said = told ? [told.help, howLong(told), told.reached && t(`waiting.reached.${told.reached}`)].filter(Boolean).join(" ") : "";
    if (words.textContent !== said) words.textContent = said;
    left = told?.address ?? "";
    change.hidden = correcting || left === "";
    change.textContent = t("waiting.change", { address: left });
    form.hidden = !told || (!correcting && (told.help !== null || told.reached !== null || (told.anybody_there && !(told.minutes >= LONG_MINUTES))));
    element.hidden = said === "" && form.hidden;
  }

  function howLong({ ahead, minutes, anybody_there: there, back_at: back }) {
    if (!there) return back ? t("waiting.back", { day: dayName(new Date(back), new Date(), language), time: clockTime(new Date(back), language) }) : t("waiting.nobody");
    const before = ahead > 0 && t("waiting.ahead", { count: ahead });
    return [minutes && t("waiting.minutes", { count: minutes }), before].filter(Boolean).join(" ");
  }

  /** What was left stands in the field, to be corrected. */
  function correct() {
    correcting = true;
    field.value = left;
    change.hidden = true;
    form.hidden = false;
    field.focus();
  }

  async function submitted(event) {
    event.preventDefault();
    const address = field.value.trim();
    if (address === "") return field.focus();
    trouble.textContent = "";
    try {
      await ask("contact", { method: "POST", json: { channel: address.includes("@") ? "email" : "phone", address } });
      field.value = "";
      correcting = false;
    } catch (failure) {
      trouble.textContent = failure.detail || t("sending.failed");
    }
    look();
  }
}
