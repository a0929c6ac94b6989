/** The page of reports: which days, then how the standards were kept and what there is to learn. */

import { el } from "../shared/dom.js";
import { AgentApi } from "./api.js";
import { signIn } from "./login.js";
import { reportSections } from "./reports-sections.js";
import { loadTexts, locale, t } from "./texts.js";

const SPANS = [7, 30, 90];
const DAY_MS = 86_400_000;

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

await api.me().catch((error) => {
  if (error.status !== 401) throw error;
  return signIn(api);
});
fromAddress();
await show();

/** The days stand in the address, so that a report can be bookmarked and passed on. */
function fromAddress() {
  const asked = new URLSearchParams(location.search);
  to.value = asked.get("to") ?? day(Date.now());
  from.value = asked.get("from") ?? day(Date.parse(to.value) - 29 * DAY_MS);
}

function chooseSpan(days) {
  to.value = day(Date.now());
  from.value = day(Date.now() - (days - 1) * DAY_MS);
  return show();
}

async function show() {
  if (document.activeElement === submit) to.focus();
  submit.hidden = true;
  const days = (Date.parse(to.value) - Date.parse(from.value)) / DAY_MS + 1;
  const upToToday = to.value === day(Date.now());
  for (const button of spans) button.setAttribute("aria-pressed", String(upToToday && Number(button.dataset.days) === days));
  const query = new URLSearchParams({ from: from.value, to: to.value });
  history.replaceState(null, "", `?${query}`);
  content.setAttribute("aria-busy", "true");
  state.textContent = content.childElementCount ? "" : t("app.loading");
  try {
    const report = await api.report(query);
    const shortDay = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    const days = { from: shortDay.format(Date.parse(report.from)), to: shortDay.format(Date.parse(report.to)) };
    state.textContent = t("reports.about", { ...days, count: report.conversations, handoffs: report.handoffs });
    content.replaceChildren(...reportSections(report, (table) => `${api.reportUrl}.csv?table=${table}&${query}`));
  } catch (error) {
    if (error.status === 401) return signIn(api, { again: true }).then(show);
    state.textContent = error.status === 403 ? t("reports.forbidden") : error.detail || t("app.unreachable");
    content.replaceChildren();
  } finally {
    content.removeAttribute("aria-busy");
  }
}

function day(ms) {
  const moment = new Date(ms);
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
