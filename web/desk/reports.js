/** The page of reports: which days, then how the standards were kept and what there is to learn. */

import { el } from "../shared/dom.js";
import { AgentApi } from "./api.js";
import { now } from "./clock.js";
import { Latest } from "./latest.js";
import { signedIn, signIn } from "./login.js";
import { localInput } from "./moments.js";
import { reportSections } from "./reports-sections.js";
import { loadTexts, locale, t } from "./texts.js";

const SPANS = [7, 30, 90];
const DAY_MS = 86_400_000;
const SHOWN_AT_FIRST = 30;

await loadTexts("/static/desk/texts/en.json");
document.title = t("reports.title_page");

const api = new AgentApi();
const from = el("input", { type: "date", id: "from", required: true });
const to = el("input", { type: "date", id: "to", required: true });
const state = el("p", { class: "reports-state", role: "status" });
const content = el("div", { class: "reports-content", "aria-live": "off" });
const spans = SPANS.map((days) =>
  el("button", { class: "span-button", type: "button", "aria-pressed": "false", data: { days }, onclick: () => chooseSpan(days) }, t("reports.days", { count: days })),
);
const form = el(
  "form",
  { class: "reports-period", onsubmit: (event) => (event.preventDefault(), show()) },
  el("div", { class: "spans", role: "group", "aria-label": t("reports.period") }, ...spans),
  el("label", { for: "from" }, t("reports.from"), from),
  el("label", { for: "to" }, t("reports.to"), to),
  el("button", { class: "button", type: "submit", hidden: true }, t("reports.show")),
);
const submit = form.querySelector("[type=submit]");
form.addEventListener("input", () => (submit.hidden = false));
document.body.append(
  el(
    "header",
    { class: "reports-head" },
    el("a", { class: "reports-back", href: "/desk/" }, `← ${t("reports.back")}`),
    el("h1", {}, t("reports.title")),
    form,
  ),
  el("main", { class: "reports-main" }, state, content),
);

const latest = new Latest(() => api.report(asked()), showReport, 0, showProblem);
await signedIn(api);
fromAddress();
await show();

/** The days stand in the address, so that a report can be bookmarked and passed on. */
function fromAddress() {
  const address = new URLSearchParams(location.search);
  to.value = address.get("to");
  to.value ||= today();
  from.value = address.get("from");
  from.value ||= daysBefore(to.value, SHOWN_AT_FIRST - 1);
}

function chooseSpan(days) {
  to.value = today();
  from.value = daysBefore(to.value, days - 1);
  return show();
}

function show() {
  if (document.activeElement === submit) to.focus();
  submit.hidden = true;
  markSpan();
  history.replaceState(null, "", `?${asked()}`);
  content.setAttribute("aria-busy", "true");
  state.textContent = content.childElementCount ? "" : t("app.loading");
  return latest.run();
}

function showReport(report) {
  const long = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const days = { from: long.format(Date.parse(report.from)), to: long.format(Date.parse(report.to)) };
  const query = new URLSearchParams({ from: report.from, to: report.to });
  content.removeAttribute("aria-busy");
  state.textContent = t("reports.about", { ...days, count: report.conversations, handoffs: report.handoffs });
  content.replaceChildren(...reportSections(report, (table) => `${api.reportUrl}.csv?table=${table}&${query}`));
}

function showProblem(error) {
  content.removeAttribute("aria-busy");
  if (error.status === 401) return signIn(api, { again: true }).then(show);
  state.textContent = error.status === 403 ? t("reports.forbidden") : error.detail || t("app.unreachable");
  content.replaceChildren();
}

function asked() {
  return new URLSearchParams({ from: from.value, to: to.value });
}

/** The span that the days are, if they are one of them up to today. */
function markSpan() {
  for (const button of spans) {
    const first = daysBefore(today(), Number(button.dataset.days) - 1);
    button.setAttribute("aria-pressed", String(to.value === today() && from.value === first));
  }
}

/** Today in the reader's time zone, as a date field writes it. */
function today() {
  return localInput(now()).slice(0, 10);
}

/** The day so many days before another; by the calendar alone, so no time zone moves it. */
function daysBefore(day, days) {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}
