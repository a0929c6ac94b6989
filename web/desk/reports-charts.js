/** Charts as plain SVG: columns over time, bars, and parts of a whole. Each says in words what it shows. */

import { el } from "../shared/dom.js";
import { shortDate } from "./clock.js";
import { locale, t } from "./texts.js";

const NS = "http://www.w3.org/2000/svg";
const MOST_COLUMNS = 62;
const HEIGHT = 64;

/** 0.934 as 93 %. */
export const percent = (share) => (share === null ? "–" : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share));

/**
 * A column for each day, as high as its share; days without anything stay empty. Long periods are drawn by the week.
 * @param {{day: string, met: number, total: number}[]} days
 * @param {number} goal from 0 to 1
 * @param {string} label
 * @returns {HTMLElement} the chart, with its first and its last day below
 */
export function columns(days, goal, label) {
  const drawn = days.length > MOST_COLUMNS ? byWeek(days) : days;
  const width = drawn.length * 10;
  const chart = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label, class: "columns" });
  drawn.forEach(({ day, met, total }, number) => {
    if (total === 0) return;
    const high = Math.max((met / total) * HEIGHT, 1.5);
    const bar = svg("rect", { x: number * 10 + 1, y: HEIGHT - high, width: 8, height: high, class: met / total >= goal ? "kept" : "missed" });
    bar.append(svg("title", {}, t("reports.column", { day: shortDate(day), met, total })));
    chart.append(bar);
  });
  const level = HEIGHT - goal * HEIGHT;
  chart.append(svg("line", { x1: 0, x2: width, y1: level, y2: level, class: "goal", "vector-effect": "non-scaling-stroke" }));
  const [first, last] = [days[0], days.at(-1)].map(({ day }) => el("span", {}, shortDate(day)));
  return el("div", {}, chart, el("p", { class: "chart-days", "aria-hidden": true }, first, last));
}

/** A bar from 0 to 1 in a class of its own; what it says stands beside it. */
export function bar(share, kind) {
  const chart = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", class: "bar" });
  chart.append(svg("rect", { width: 100, height: 8, class: "ground" }), svg("rect", { width: share * 100, height: 8, class: kind }));
  return chart;
}

/**
 * Parts of a whole side by side.
 * @param {{kind: string, count: number, label: string}[]} parts
 */
export function parts(parts, label) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const chart = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": label, class: "parts" });
  let x = 0;
  for (const { kind, count, label: words } of parts) {
    const width = total ? (count / total) * 100 : 0;
    const part = svg("rect", { x, width: Math.max(width - 0.4, 0), height: 8, class: kind });
    part.append(svg("title", {}, `${words}: ${count}`));
    chart.append(part);
    x += width;
  }
  return chart;
}

function byWeek(days) {
  const weeks = [];
  days.forEach(({ day, met, total }, number) => {
    if (number % 7 === 0) weeks.push({ day, met: 0, total: 0 });
    weeks.at(-1).met += met;
    weeks.at(-1).total += total;
  });
  return weeks;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
