/** What was said, as a file of the customer's own. */

import { el } from "../../shared/dom.js";

const KEPT_MS = 10_000;

/** @param {string} text @param {(date: string) => string} nameOf the file's name */
export function saveTranscript(text, nameOf) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href, download: nameOf(new Date().toISOString().slice(0, 10)) }).click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}
