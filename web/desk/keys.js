/** The keyboard of the desk. Single letters work wherever nobody is writing. */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

const SHOWN = [
  ["J", "next"],
  ["K", "previous"],
  ["C", "claim"],
  ["A", "accept_offer"],
  ["X", "decline_offer"],
  ["V", "availability"],
  ["P", "promises"],
  ["R", "reply"],
  ["N", "note"],
  ["O", "offers"],
  ["T", "pass_on"],
  ["S", "snooze"],
  ["M", "mentions"],
  ["F", "search"],
  ["/", "canned"],
  ["@", "mention"],
  ["Esc", "leave"],
  ["Enter", "send"],
  ["Shift Enter", "line"],
  ["?", "help"],
];

/** @param {Record<string, () => void>} actions by key */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

export function showKeys() {
  const rows = SHOWN.map(([keys, name]) =>
    el("div", {}, el("dt", {}, t(`keys.${name}`)), el("dd", {}, ...keys.split(" ").map((key) => el("kbd", {}, key)))),
  );
  return ask({ title: t("keys.title"), content: [el("dl", { class: "keys" }, ...rows)] });
}
