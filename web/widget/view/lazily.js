/** Parts that few conversations need: each is loaded with its styles when it is first needed, and again later if the line was down. */

import { el } from "../../shared/dom.js";
import { requestSheet } from "../../shared/request.js";

/**
 * Stands for the part {element, show} that `make` builds from the module of `load`; until it is `needed`, nothing is loaded.
 * STYLES of the module is the address of its style sheet.
 */
export function lazily(load, make) {
  const place = el("div", { hidden: true });
  let part = null;
  let loading = null;
  let wanted = [];
  return { element: place, show };

  function show(needed, ...now) {
    wanted = now;
    if (part) part.show(...wanted);
    else if (needed) loading ??= bring().catch(() => (loading = null));
  }

  async function bring() {
    const module = await load();
    const sheet = await (sheets[module.STYLES] ??= requestSheet(module.STYLES));
    const { adoptedStyleSheets } = place.getRootNode();
    if (adoptedStyleSheets && !adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
    part = make(module);
    place.replaceWith(part.element);
    part.show(...wanted);
  }
}

const sheets = {};
