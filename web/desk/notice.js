/** Short words at the foot of the screen, gone after a while. */

import { el } from "../shared/dom.js";

const SHOWN_MS = 6000;

const box = el("div", { class: "notices", role: "status" });

/** @param {string} words */
export function notice(words) {
  if (!box.isConnected) document.body.append(box);
  const line = el("p", { class: "notice" }, words);
  box.replaceChildren(line);
  setTimeout(() => line.remove(), SHOWN_MS);
}
