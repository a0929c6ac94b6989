/** How the feeling went over the customer's messages, as one small line. Nearest message on click. */

import { t, words } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 40;
const EDGE = 5;

/**
 * @param {{offset: number, score: number, level: string}[]} trend scores from 0, calm, to 1
 * @returns {SVGElement}
 */
export function sparkline(trend) {
  const points = trend.map(({ score, ...rest }, at) => ({
    ...rest,
    score,
    x: EDGE + (at * (WIDTH - 2 * EDGE)) / (trend.length - 1),
    y: HEIGHT - EDGE - score * (HEIGHT - 2 * EDGE),
  }));
  const line = points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  const peak = points.reduce((top, point) => (point.score > top.score ? point : top));
  const levels = trend.map(({ level }) => words("feeling", level)).join(", ");
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "sparkline", role: "img", "aria-label": t("card.trend", { count: trend.length, levels }) });
  svg.append(
    shape("path", { class: "sparkline-area", d: `M${EDGE} ${HEIGHT} L${line.join(" L")} L${WIDTH - EDGE} ${HEIGHT} Z` }),
    shape("path", { class: "sparkline-line", d: `M${line.join(" L")}` }),
    ...points.map((point) => dot(point, point === peak || point === points.at(-1) ? 3.5 : 1.75)),
  );
  svg.append(...points.map((point) => reach(point, points.length)));
  return svg;
}

function dot({ x, y, level }, radius) {
  return shape("circle", { cx: x, cy: y, r: radius, class: "sparkline-dot", "data-level": level });
}

/** The strip around a point that can be clicked. */
function reach({ x, offset, level }, count) {
  const width = (WIDTH - 2 * EDGE) / (count - 1);
  const strip = shape("rect", { x: x - width / 2, y: 0, width, height: HEIGHT, class: "sparkline-reach", "data-offsets": JSON.stringify([offset]) });
  const title = shape("title", {});
  title.textContent = words("feeling", level);
  strip.append(title);
  return strip;
}

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
