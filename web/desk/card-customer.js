/** Who the customer is, and their orders. C1 */

import { el } from "../shared/dom.js";
import { evidence, list, section, verifiedSign } from "./card-parts.js";
import { monthOf, shortDate } from "./clock.js";
import { locale, t, words } from "./texts.js";

const ORDERS_SHOWN = 4;

/**
 * @param {{said: object, known: object|null, earlier: object[]}} who `said`: the summary's part; `known`: the back
 *   office's customer; `earlier`: their last conversations
 */
export function customer({ said, known, earlier = [] }) {
  const name = said.name || known?.name || t("card.unnamed");
  const contact = [said.contact || known?.email, known?.phone].filter((value, at, all) => value && all.indexOf(value) === at);
  return section(
    "customer",
    evidence(said.offsets, "item card-person", el("bdi", { class: "person-name" }, name), verifiedSign(Boolean(said.verified))),
    el("div", { class: "person-lines" }, ...contact.map((value) => el("bdi", { class: "contact" }, value)), correctButton(contact[0]), el("span", { class: "quiet" }, history(said, known))),
    earlier.length > 0 && matters(earlier),
    known?.orders?.length ? orders(known.orders) : null,
  );
}

/** Fires `correct-contact` with the address as it stands. */
function correctButton(address) {
  const fire = (event) => event.currentTarget.dispatchEvent(new CustomEvent("correct-contact", { detail: address, bubbles: true }));
  return address && el("button", { class: "link", type: "button", onclick: fire }, t("contact.correct"));
}

function history({ earlier }, known) {
  return [
    known?.since && t("card.since", { date: monthOf(known.since) }),
    known?.orders_count && t("card.orders_count", { count: known.orders_count }),
    earlier > 0 && t("card.earlier", { count: earlier }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What they wrote about before, each leading to its conversation. */
function matters(earlier) {
  const rows = earlier.map(({ conversation_id: id, at, headline }) =>
    el("a", { class: "item evidence matter", href: `#/conversations/${encodeURIComponent(id)}` }, el("span", { dir: "auto" }, headline), el("span", { class: "quiet" }, shortDate(at))),
  );
  return el("div", { class: "matters" }, el("h4", {}, t("card.matters")), list(rows));
}

function orders(all) {
  const rows = all.slice(0, ORDERS_SHOWN).map((order) =>
    el(
      "div",
      { class: "order" },
      el("span", { class: "order-number" }, order.number),
      el("span", { class: "order-status" }, words("card.order", order.status)),
      el("span", { class: "quiet" }, order.promised_on ? t("card.promised_on", { date: shortDate(order.promised_on) }) : ""),
      el("span", { class: "order-total" }, money(order.total)),
    ),
  );
  const more = all.length - ORDERS_SHOWN;
  return el(
    "div",
    { class: "orders" },
    el("h4", {}, t("card.orders")),
    list(rows),
    more > 0 && el("p", { class: "quiet" }, t("card.more_orders", { count: more })),
  );
}

/** @param {{amount: string|number, currency: string}|null} amount */
function money(amount) {
  if (!amount) return "";
  return new Intl.NumberFormat(locale, { style: "currency", currency: amount.currency }).format(Number(amount.amount));
}
