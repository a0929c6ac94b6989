/** What the sections of the summary card are built from. */

import { el, icon } from "../shared/dom.js";
import { SHIELD } from "./icons.js";
import { t } from "./texts.js";

/** A part of the card under its heading. @param {string} name key of the heading in texts `card` */
export function section(name, ...content) {
  return el("section", { class: "card-section", data: { section: name } }, el("h3", {}, t(`card.${name}`)), ...content);
}

/** @param {HTMLElement[]} rows */
export function list(rows) {
  return el("ul", { class: "rows" }, ...rows.map((row) => el("li", {}, row)));
}

/**
 * An item that shows the message it rests on; plain text when it rests on none.
 * @param {number[]|undefined} offsets
 * @param {string} className
 */
export function evidence(offsets, className, ...content) {
  if (!offsets?.length) return el("div", { class: className }, ...content);
  return el("button", { class: `evidence ${className}`, type: "button", title: t("card.show"), data: { offsets: JSON.stringify(offsets) } }, ...content);
}

/** Whether it is certain who this is. @param {boolean} verified */
export function verifiedSign(verified) {
  const words = t(verified ? "card.verified" : "card.not_verified");
  return el("span", { class: "verified", data: { verified: String(verified) } }, verified && icon(SHIELD), el("span", { class: "verified-words" }, words));
}
