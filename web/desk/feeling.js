/** A customer's feeling as a small calm sign: a ring that fills, with its word. */

import { el } from "../shared/dom.js";
import { t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const SHARE = { calm: 0, annoyed: 1 / 3, frustrated: 2 / 3, angry: 1 };

/** @typedef {"calm"|"annoyed"|"frustrated"|"angry"} Level */

/** @param {Level} level @returns {HTMLElement} */
export function feelingSign(level) {
  return el("span", { class: "feeling", data: { level } }, ring(level), t(`feeling.${level}`));
}

/** @param {Level} level @returns {SVGElement} the ring alone; words must stand beside it */
function ring(level) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("aria-hidden", "true");
  svg.append(circle(5.75, "feeling-rim"));
  const fill = circle(2, "feeling-fill");
  fill.setAttribute("pathLength", "1");
  fill.setAttribute("stroke-dasharray", `${SHARE[level]} 1`);
  if (SHARE[level] > 0) svg.append(fill);
  return svg;
}

function circle(radius, className) {
  const shape = document.createElementNS(SVG, "circle");
  shape.setAttribute("cx", "7");
  shape.setAttribute("cy", "7");
  shape.setAttribute("r", String(radius));
  shape.setAttribute("class", className);
  return shape;
}
