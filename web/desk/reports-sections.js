/** The sections of the page of reports, each with what it counts, and the same as CSV. */

import { el } from "../shared/dom.js";
import { bar, columns, parts, percent } from "./reports-charts.js";
import { locale, t, words } from "./texts.js";

const GROUPS = ["team", "agent", "request_type", "hour"];
const PAGE = 8;
let by = "agent";

/**
 * @param {object} report as the agent API tells it
 * @param {(table: string) => string} csv address of a table
 * @returns {HTMLElement[]}
 */
export function reportSections(report, csv) {
  return [
    ...report.faults.map((fault) => el("p", { class: "report-fault", role: "alert" }, t("reports.fault", { fault }))),
    standardsSection(report.standards, csv),
    satisfactionSection(report.satisfaction, csv),
    wordsSection(report.satisfaction.words, csv),
    feelingsSection(report.feelings, csv),
    section("causes", csv, countBars(report.causes.counts)),
    section("resolutions", csv, countBars(report.resolutions)),
    offersSection(report.offers, csv),
    notUnderstoodSection(report.not_understood, csv),
  ];
}

function standardsSection(standards, csv) {
  const grid = el("div", { class: "standards" });
  const choose = (group) => {
    by = group;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.group === by));
    grid.replaceChildren(...standards.map(standardCard));
  };
  const buttons = GROUPS.map((group) =>
    el("button", { class: "span-button", type: "button", "aria-pressed": "false", data: { group }, onclick: () => choose(group) }, t(`reports.by_${group}`)),
  );
  choose(by);
  return section("standards", csv, el("div", { class: "spans", role: "group", "aria-label": t("reports.by") }, ...buttons), grid);
}

function standardCard(standard) {
  const state = standard.share === null ? "none" : standard.share >= standard.goal ? "kept" : "missed";
  const counted = t("reports.met", { met: standard.met, total: standard.total });
  const label = t("reports.chart", { name: standard.label, share: percent(standard.share), goal: percent(standard.goal) });
  return el(
    "article",
    { class: `standard ${state}` },
    el("h3", {}, standard.label),
    el("p", { class: "share" }, el("strong", {}, percent(standard.share)), el("span", {}, t("reports.goal", { goal: percent(standard.goal) }))),
    el("p", { class: "hint standard-words" }, standard.words),
    standard.total ? columns(standard.over_time, standard.goal, label) : el("p", { class: "nothing" }, t("reports.nothing_measured")),
    standard.total > 0 && el("p", { class: "hint" }, counted),
    standard.total > 0 && groupTable(standard),
  );
}

function groupTable(standard) {
  const rows = standard[`by_${by}`].map((row) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, row.label),
      el("td", { class: "bar-cell" }, bar(row.share, row.share >= standard.goal ? "kept" : "missed")),
      el("td", { class: "number" }, percent(row.share)),
      el("td", { class: "number soft" }, `${row.met}/${row.total}`),
    ),
  );
  return paged(rows, (shown) => el("table", { class: "counts" }, el("caption", { class: "unseen" }, [standard.label, t(`reports.by_${by}`)].join(": ")), el("tbody", {}, ...shown)));
}

function satisfactionSection(told, csv) {
  if (told.count === 0) return section("satisfaction", csv, nothing());
  const most = Math.max(...told.scores.map(({ count }) => count));
  const average = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(told.average);
  const scores = told.scores
    .toReversed()
    .map(({ score, count }) => countRow(t("reports.score", { score }), count, most, score > 3 ? "kept" : score < 3 ? "missed" : "plain"));
  const groups = ["request_type", "cause"].map((group) => [
    el("h3", {}, t(`reports.by_${group}`)),
    paged(
      told[`by_${group}`].map((row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, row.label),
          el("td", { class: "bar-cell" }, bar(row.average / 5, row.average > 3 ? "kept" : "missed")),
          el("td", { class: "number" }, row.average.toFixed(1)),
          el("td", { class: "number soft" }, `×${row.count}`),
        ),
      ),
      table,
    ),
  ]);
  const head = el("p", { class: "share" }, el("strong", {}, average), el("span", {}, t("reports.ratings", { count: told.count })));
  return section("satisfaction", csv, head, table(scores), ...groups.flat());
}

function wordsSection(said, csv) {
  const items = said.map(({ score, words: text, conversation_id: id, at }) =>
    el("li", {}, el("span", { class: "score" }, t("reports.score", { score })), el("blockquote", {}, text), toConversation(id, at)),
  );
  return section("words", csv, items.length ? paged(items, list) : nothing());
}

function feelingsSection(felt, csv) {
  const levels = Object.keys(felt.start);
  const total = Object.values(felt.start).reduce((sum, count) => sum + count, 0);
  if (total === 0) return section("feelings", csv, nothing());
  const line = (when) => {
    const counted = levels.map((level) => ({ kind: level, count: felt[when][level], label: words("feeling", level) }));
    const counts = counted.map(({ label, count }) => `${label} ${count}`).join(", ");
    const label = [t(`reports.${when}`), counts].join(": ");
    return el("div", { class: "felt" }, el("span", {}, t(`reports.${when}`)), parts(counted, label));
  };
  const legend = el("ul", { class: "legend" }, ...levels.map((level) => el("li", { class: level }, `${words("feeling", level)} ${felt.start[level]} → ${felt.end[level]}`)));
  const about = t("reports.felt", { better: felt.better, same: felt.same, worse: felt.worse });
  return section("feelings", csv, line("start"), line("end"), legend, el("p", { class: "hint" }, about));
}

function offersSection(offers, csv) {
  if (offers.length === 0) return section("offers", csv, nothing());
  const names = ["made", "accepted", "declined", "failed"];
  const head = el("thead", {}, el("tr", {}, el("td", {}), ...names.map((name) => el("th", { scope: "col" }, t(`reports.offer_${name}`)))));
  const rows = offers.map((offer) => el("tr", {}, el("th", { scope: "row" }, offer.label), ...names.map((name) => el("td", { class: "number" }, String(offer[name])))));
  return section("offers", csv, paged(rows, (shown) => el("table", { class: "counts" }, head, el("tbody", {}, ...shown))));
}

function notUnderstoodSection({ total, said }, csv) {
  const items = said.map(({ words: text, conversation_id: id, at }) => el("li", {}, el("blockquote", {}, text || "…"), toConversation(id, at)));
  return section("not_understood", csv, total > 0 && el("p", { class: "hint" }, t("reports.total", { count: total })), items.length ? paged(items, list) : nothing());
}

function countBars(counts) {
  const most = Math.max(...counts.map(({ count }) => count));
  return most === 0 ? nothing() : table(counts.map(({ label, count }) => countRow(label, count, most, "plain")));
}

function countRow(label, count, most, kind) {
  return el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "bar-cell" }, bar(most ? count / most : 0, kind)), el("td", { class: "number" }, String(count)));
}

function section(name, csv, ...children) {
  const id = `section-${name.replaceAll("_", "-")}`;
  const head = el(
    "header",
    {},
    el("h2", { id }, t(`reports.${name}`)),
    el("a", { class: "csv", href: csv(name), download: true, "aria-label": t("reports.csv_of", { name: t(`reports.${name}`) }) }, t("reports.csv")),
  );
  return el("section", { class: `report-section ${name}`, "aria-labelledby": id }, head, ...children);
}

function paged(items, render) {
  if (items.length <= PAGE) return render(items);
  const box = el("div", { class: "paged" });
  const last = Math.ceil(items.length / PAGE) - 1;
  const show = (page, focus) => {
    const step = (to, key) => el("button", { class: "button small", type: "button", disabled: to < 0 || to > last, onclick: () => show(to, key), data: { key } }, t(`reports.${key}`));
    box.replaceChildren(
      render(items.slice(page * PAGE, (page + 1) * PAGE)),
      el("nav", { class: "pages", "aria-label": t("reports.pages") }, step(page - 1, "previous"), el("span", {}, t("reports.page", { page: page + 1, last: last + 1 })), step(page + 1, "next")),
    );
    if (focus) (box.querySelector(`[data-key=${focus}]:not([disabled])`) ?? box.querySelector("nav button:not([disabled])")).focus();
  };
  show(0);
  return box;
}

function toConversation(id, at) {
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  return el("a", { href: `/desk/#/conversations/${encodeURIComponent(id)}` }, when);
}

const table = (rows) => el("table", { class: "counts" }, el("tbody", {}, ...rows));
const list = (items) => el("ul", { class: "said" }, ...items);
const nothing = () => el("p", { class: "nothing" }, t("reports.nothing"));
