/** The sections of the summary card. Each takes its part of the summary and gives one element. */

import { el, icon } from "../shared/dom.js";
import { isDate, now, shortDate } from "./clock.js";
import { feelingSign } from "./feeling.js";
import { evidence, list, section } from "./card-parts.js";
import { CHECK } from "./icons.js";
import { sparkline } from "./sparkline.js";
import { t, words } from "./texts.js";

export { customer } from "./card-customer.js";

export function headline({ headline, reason }) {
  return el(
    "header",
    { class: "card-head" },
    el("h2", { dir: "auto" }, headline),
    reason && evidence(reason.offsets, "card-reason", reason.text),
  );
}

export function next({ text, why, offsets }) {
  return section("next", evidence(offsets, "next-step", el("strong", { dir: "auto" }, text), el("span", { dir: "auto" }, why)));
}

export function wish({ text, offsets }) {
  return section("wish", evidence(offsets, "item", el("span", { dir: "auto" }, text)));
}

export function request({ type, restated, quote, offsets }, choices) {
  const label = type && (choices.request_types?.[type] ?? type);
  return section(
    "request",
    el(
      "div",
      { class: "stack" },
      (label || restated) && evidence(offsets, "item", label && el("strong", {}, label), restated && el("span", { dir: "auto" }, restated)),
      quote && quoted(quote, offsets),
    ),
  );
}

function quoted(quote, offsets) {
  const button = evidence(offsets, "item quote", el("q", { dir: "auto" }, quote));
  button.dataset.quote = quote.replace(/…$/u, "");
  return button;
}

export function feelings({ now: level, peak, trend = [], offsets }) {
  const most = trend.reduce((top, point) => (point.score > (top?.score ?? -1) ? point : top), null);
  const last = trend.at(-1);
  return section(
    "feelings",
    el(
      "div",
      { class: "feelings" },
      evidence(last ? [last.offset] : offsets, "item feelings-end", el("span", { class: "label" }, t("card.now")), feelingSign(level)),
      evidence(most ? [most.offset] : offsets, "item feelings-end", el("span", { class: "label" }, t("card.peak")), feelingSign(peak)),
      trend.length > 1 && sparkline(trend),
    ),
  );
}

export function tried(offers, choices) {
  const rows = offers.map(({ offer, text, outcome, offsets }) =>
    evidence(
      offsets,
      "item pair",
      el("span", { dir: "auto" }, choices.offers?.[offer] ?? text),
      el("span", { class: "state", data: { state: outcome } }, outcomeIcon(outcome), words("card.outcome", outcome)),
    ),
  );
  return section("tried", list(rows));
}

function outcomeIcon(outcome) {
  return ["accepted", "done"].includes(outcome) ? icon(CHECK) : null;
}

export function promises(given, choices) {
  const rows = given.map(({ what, due, status: kept, channel, offsets }) => {
    const status = kept === "open" && due && new Date(due) < now() ? "late" : kept;
    return evidence(
      offsets,
      "item pair",
      el(
        "span",
        { class: "stack" },
        el("span", { dir: "auto" }, what),
        el("span", { class: "quiet" }, [due && t("card.due", { date: shortDate(due) }), labelOf(choices.channels, channel)].filter(Boolean).join(" · ")),
      ),
      el("span", { class: "state", data: { state: status } }, words("card.promise", status)),
    );
  });
  return section("promises", list(rows));
}

export function open_questions(questions) {
  return section("open_questions", list(questions.map(({ text, offsets }) => evidence(offsets, "item", el("span", { dir: "auto" }, text)))));
}

export function facts(known) {
  const rows = known.map(({ name, value, offsets }) =>
    evidence(offsets, "item fact", el("span", { class: "label" }, words("card.fact", name)), el("bdi", { class: "fact-value" }, isDate(value) ? shortDate(value) : String(value))),
  );
  return section("facts", list(rows));
}

function labelOf(choices, value) {
  return choices?.find((choice) => choice.value === value)?.label ?? value;
}
