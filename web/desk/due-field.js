/** A field for the moment until which something is promised, with the ones that are meant most often a press away. */

import { el } from "../shared/dom.js";
import { now } from "./clock.js";
import { localInput, morningIn } from "./moments.js";
import { t } from "./texts.js";

const QUICK = [["tomorrow", 1], ["three_days", 3], ["week", 7]];

/** @returns {HTMLElement} a field named "due" */
export function dueField() {
  const due = el("input", { class: "input", type: "datetime-local", name: "due", min: localInput(now()) });
  const quick = QUICK.map(([name, days]) =>
    el("button", { class: "chip", type: "button", onclick: () => (due.value = localInput(morningIn(days))) }, t(`resolve.${name}`)),
  );
  return el("div", { class: "field" }, el("label", {}, el("span", {}, t("resolve.due")), due), el("div", { class: "chips" }, ...quick));
}

/** Whether the moment in the field lies ahead. @param {HTMLInputElement} field */
export function isAhead(field) {
  return new Date(field.value) > now();
}

/** The moment in the field, as the agent API takes it. @param {HTMLInputElement} field */
export function momentIn(field) {
  return new Date(field.value).toISOString();
}
