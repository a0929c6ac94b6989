/** Leafing through a long list: where one is, and a step to either side. Hidden while there is one page alone. */

import { el, icon } from "../shared/dom.js";
import { BACK, FORTH } from "./icons.js";
import { t } from "./texts.js";

/**
 * @param {(page: number) => void} onTurn
 * @returns {{element: HTMLElement, show: (where: {page: number, pages: number, total: number}) => void}}
 */
export function pager(onTurn) {
  let at = { page: 1, pages: 1, total: 0 };
  const where = el("span", { role: "status" });
  const before = step("pager.before", BACK, -1);
  const after = step("pager.after", FORTH, 1);
  const element = el("nav", { class: "pager", "aria-label": t("pager.label"), hidden: true }, before, where, after);
  return { element, show };

  function show(now) {
    at = now;
    element.hidden = at.pages <= 1;
    where.textContent = t("pager.where", at);
    before.disabled = at.page <= 1;
    after.disabled = at.page >= at.pages;
  }

  function step(key, path, by) {
    const onclick = () => onTurn(at.page + by);
    return el("button", { class: "icon-button", type: "button", title: t(key), "aria-label": t(key), onclick }, icon(path));
  }
}
