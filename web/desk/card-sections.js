/** The sections of the summary card. Each takes its part of the summary and gives one element. */

import { el, icon } from "../shared/dom.js";
import { isDate, now, shortDate } from "./clock.js";
import { feelingSign } from "./feeling.js";
import { evidence, list, section } from "./card-parts.js";
import { CHECK, COPY } from "./icons.js";
import { sparkline } from "./sparkline.js";
import { t, wellBroken, words } from "./texts.js";

export { customer } from "./card-customer.js";

export function headline({ headline, reason, passedOn }) {
  return el(
    "header",
    { class: "card-head" },
    el("h2", { dir: "auto" }, wellBroken(headline)),
    el("button", { class: "icon-button card-copy", type: "button", title: t("card.copy"), "aria-label": t("card.copy"), data: { action: "copy" } }, icon(COPY)),
    reason && evidence(reason.offsets, "card-reason", reason.text),
    passedOn && evidence(passedOn.offsets, "card-reason", passedOn.text),
  );
}

export function next({ text, why, offsets }) {
  return section("next", evidence(offsets, "next-step", el("strong", { dir: "auto" }, text), el("span", { dir: "auto" }, why)));
}

export function wishes(wished) {
  return section("wishes", list(wished.map(({ text, offsets }) => evidence(offsets, "item", el("span", { dir: "auto" }, text)))));
}

/** The headline names it already; here is how it was said back, and how the customer said it. */
export function request({ quote, ...heard }, choices) {
  const { restated, offsets } = heard;
  const told = restated ? evidence(offsets, "item", el("span", { dir: "auto" }, restated)) : !quote && said(heard, choices);
  return section("request", el("div", { class: "stack" }, told, quote && quoted(quote, offsets)));
}

export function other_requests(others, choices) {
  return section("other_requests", list(others.map((heard) => said(heard, choices))));
}

/** What was heard of a request: its name with its cause, and how it was said back. */
function said({ type, cause, restated, offsets }, choices) {
  const label = [choices.request_types?.[type] ?? type, cause && (choices.causes?.[cause] ?? cause)].filter(Boolean).join(" · ");
  return evidence(offsets, "item", el("strong", {}, label), restated && el("span", { dir: "auto" }, restated));
}

function quoted(quote, offsets) {
  return marking(quote.replace(/…$/u, ""), evidence(offsets, "item quote", el("q", { dir: "auto" }, quote)));
}

/** An item whose words are marked in the message that it leads to. */
function marking(quote, item) {
  if (quote) item.dataset.quote = quote;
  return item;
}

export function feelings({ start, now: level, peak, trend = [], offsets }) {
  const most = trend.reduce((top, point) => (point.score > (top?.score ?? -1) ? point : top), null);
  const last = trend.at(-1);
  return section(
    "feelings",
    el(
      "div",
      { class: "feelings" },
      evidence([trend[0].offset], "item feelings-end", el("span", { class: "label" }, t("card.start")), feelingSign(start)),
      evidence(last ? [last.offset] : offsets, "item feelings-end", el("span", { class: "label" }, t("card.now")), feelingSign(level)),
      evidence(most ? [most.offset] : offsets, "item feelings-end", el("span", { class: "label" }, t("card.peak")), feelingSign(peak)),
      trend.length > 1 && sparkline(trend),
    ),
  );
}

export function tried(offers, choices) {
  const rows = offers.map(({ offer, text, outcome, refusal, offsets }) =>
    evidence(
      offsets,
      "item pair",
      el("span", { class: "stack" }, el("span", { dir: "auto" }, choices.offers?.[offer] ?? text), refusal && el("span", { class: "quiet" }, refusal)),
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
  const rows = known.map(({ name, value, words: own, offsets }) => {
    const shown = el("bdi", { class: "fact-value" }, isDate(value) ? shortDate(value) : String(value));
    const source = name === "order_number" && !own && el("span", { class: "quiet" }, t("card.looked_up"));
    return marking(own, evidence(offsets, "item fact", el("span", { class: "label" }, words("card.fact", name)), el("span", {}, shown, source && " ", source)));
  });
  return section("facts", list(rows));
}

function labelOf(choices, value) {
  return choices?.find((choice) => choice.value === value)?.label ?? value;
}
