/** Line icons, as paths on a 24 × 24 grid, and who is speaking, as a small round picture. */

import { el, icon } from "../../shared/dom.js";

export const ICONS = {
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1.2-3.4 4-5 7.5-5s6.3 1.6 7.5 5",
  save: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  talk: "M20 11.5c0 4-3.6 7-8 7-1.2 0-2.3-.2-3.3-.6L4 19.5l1.3-3.7C4.5 14.6 4 13.1 4 11.5c0-4 3.6-7 8-7s8 3 8 7zM9 10.2h6M9 13.2h3.5",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.8",
  more: "M6 9.5l6 6 6-6",
  done: "M5 12.5l4.5 4.5L19 7.5",
  promise: "M7 4.5h10v15l-5-3.6-5 3.6z",
};

/** A person's initials, or the sign of the assistant. */
export function avatar(name) {
  if (!name) return el("span", { class: "avatar", "aria-hidden": true }, icon(ICONS.talk));
  return el("span", { class: "avatar named", "aria-hidden": true }, initials(name));
}

function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked.map((word) => [...word][0].toLocaleUpperCase()).join("");
}
