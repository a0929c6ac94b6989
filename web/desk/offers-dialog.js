/** What can be done for this customer within the agent's authority: one click carries it out. B4, BS6, P1 */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { locale, t } from "./texts.js";

/**
 * @param {string} name of the customer
 * @param {boolean} mine whether the conversation is the agent's: only then can something be granted
 * @param {() => Promise<object[]>} load the offers of the agent API
 * @param {(body: {key: string, offer: string, amount: string|null}) => Promise<{state: string}>} grant
 * @returns {Promise<string|null>} "done" or "open" (the shop is away, and it follows by itself); null when nothing was granted
 */
export async function askOffers(name, mine, load, grant) {
  let state = null;
  const words = el("p", { class: "hint", role: "status" }, t("app.loading"));
  const list = el("ul", { class: "offer-list" });
  const problem = el("p", { class: "form-problem", role: "alert" });
  const show = async () => {
    try {
      const offers = await load();
      words.textContent = offers.length === 0 ? t("offers.none") : t(mine ? "offers.about" : "offers.not_mine", { name });
      list.replaceChildren(...offers.map((offer) => offerRow(offer, mine, take)));
    } catch (error) {
      words.textContent = "";
      problem.textContent = error.detail || t("app.failed");
    }
  };
  const take = async (offer, key, button) => {
    problem.textContent = "";
    for (const one of list.querySelectorAll("button")) one.disabled = true;
    try {
      ({ state } = await grant({ key, offer: offer.id, amount: offer.amount }));
      button.closest("dialog").close();
    } catch (error) {
      problem.textContent = error.detail || t("app.failed");
      if (error.status === 409) await show();
      else for (const one of list.querySelectorAll("button")) one.disabled = false;
    }
  };
  show();
  await ask({ title: t("offers.title"), content: [words, list, problem] });
  return state;
}

/** One key for each row shown: a second click, or a click after a lost line, is the same grant. */
function offerRow(offer, mine, take) {
  const key = crypto.randomUUID();
  const facts = [offer.order_number && t("offers.order", { number: offer.order_number }), offer.declined && t("offers.declined")].filter(Boolean);
  const button = el("button", { class: "button", type: "button", disabled: !mine, "aria-label": t("offers.grant_this", { offer: offer.label }), onclick: () => take(offer, key, button) }, t("offers.grant"));
  return el(
    "li",
    { class: "offer-row" },
    el("span", { class: "offer-words" }, el("strong", {}, offer.label), facts.length > 0 && el("span", { class: "quiet" }, facts.join(" · "))),
    offer.amount && el("span", { class: "offer-amount" }, money(offer)),
    offer.allowed ? button : el("span", { class: "quiet" }, t("offers.beyond")),
  );
}

function money({ amount, currency }) {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(Number(amount));
}
