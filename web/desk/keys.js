/** The keyboard of the desk. Single letters work wherever nobody is writing. */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

const SHOWN = {
  move: [
    ["J", "next"],
    ["K", "previous"],
    ["Q", "queue"],
    ["P", "promises"],
    ["F", "search"],
    ["M", "mentions"],
  ],
  take: [
    ["C", "claim"],
    ["A", "accept_offer"],
    ["X", "decline_offer"],
    ["V", "availability"],
  ],
  work: [
    ["R", "reply"],
    ["N", "note"],
    ["O", "offers"],
    ["T", "pass_on"],
    ["S", "snooze"],
    ["W", "wake"],
    ["B", "give_back"],
    ["E", "resolve"],
    ["I", "summary"],
  ],
  write: [
    ["Enter", "send"],
    ["Shift Enter", "line"],
    ["/", "canned"],
    ["@", "mention"],
    ["Esc", "leave"],
  ],
};

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
  const groups = Object.entries(SHOWN).map(([group, rows]) =>
    el("section", { class: "keys-group" }, el("h3", {}, t(`keys.${group}`)), el("dl", { class: "keys" }, ...rows.map(([keys, name]) => row(keys, name)))),
  );
  const help = el("p", { class: "hint" }, t("keys.help"), " ", el("kbd", {}, "?"));
  return ask({ title: t("keys.title"), content: [el("div", { class: "keys-groups" }, ...groups), help] });
}

function row(keys, name) {
  return el("div", {}, el("dt", {}, t(`keys.${name}`)), el("dd", {}, ...keys.split(" ").map((key) => el("kbd", {}, key))));
}
