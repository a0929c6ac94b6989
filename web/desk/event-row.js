/** One line of the conversation: a message, a private note or a quiet status line. What people typed is only ever text. */

import { el, icon } from "../shared/dom.js";
import { linkified } from "../shared/linkify.js";
import { timeOf } from "./clock.js";
import { LOCK } from "./icons.js";
import { statusWords } from "./status-line.js";
import { t } from "./texts.js";

/**
 * @param {object} event an event of the log
 * @param {{agentId: string, customerName: string, language: string, choices: object}} context
 * @returns {HTMLLIElement|null} null when the line says nothing that agents need here
 */
export function eventRow(event, context) {
  if (event.kind === "message" || event.kind === "note") return messageRow(event, context);
  if (event.kind === "status") return statusRow(event, context.choices);
  return null;
}

/**
 * A message on its way.
 * @param {import("./outbox.js").Pending} pending
 * @param {string[]} saidSince what the customer has written since the agent had read
 * @returns {HTMLLIElement}
 */
export function pendingRow(pending, saidSince) {
  const { clientMessageId, kind, text, at, state } = pending;
  const note = kind === "note";
  const row = el(
    "li",
    { class: note ? "row note" : "row message", data: { author: "agent", pending: clientMessageId, state } },
    el("div", { class: "row-head" }, note && icon(LOCK), el("span", {}, t(note ? "message.note" : "message.you")), el("time", {}, timeOf(at))),
    el("div", { class: "row-body" }, el("p", { class: "bubble", dir: "auto" }, linkified(text))),
  );
  const words = stateWords(pending);
  const since = state === "stale" ? saidSince.map((said) => el("q", { dir: "auto" }, said)) : [];
  if (words) row.append(el("div", { class: "row-state", role: "status" }, el("span", {}, words), ...since, ...stateButtons(pending)));
  return row;
}

function stateWords({ state, problem }) {
  switch (state) {
    case "stale":
      return t("message.stale");
    case "retrying":
      return t("message.waiting_line");
    case "signed_out":
      return t("message.waiting_session");
    case "held":
      return t("message.held");
    case "failed":
      return problem || t("message.failed");
    default:
      return "";
  }
}

function stateButtons({ state, clientMessageId }) {
  if (!["failed", "held", "stale"].includes(state)) return [];
  const words = { retry: t(state === "stale" ? "message.send_anyway" : "message.retry"), edit: t("message.edit") };
  return Object.entries(words).map(([action, label]) => el("button", { class: "link", type: "button", data: { action, message: clientMessageId } }, label));
}

function messageRow({ offset, at, author, kind, text, data }, { agentId, customerName, language }) {
  const note = kind === "note";
  const who = note ? noteTitle(data.agent, agentId) : authorName(author, data.agent, agentId, customerName);
  return el(
    "li",
    { class: note ? "row note" : "row message", tabindex: -1, data: { offset, author, who: data.agent?.id ?? author } },
    el("div", { class: "row-head" }, note && icon(LOCK), el("bdi", {}, who), el("time", { datetime: at }, timeOf(at))),
    el("div", { class: "row-body" }, el("p", { class: "bubble", dir: "auto", lang: note ? null : language }, linkified(text ?? ""))),
    data.buttons?.length ? offeredButtons(data.buttons) : null,
  );
}

function authorName(author, agent, agentId, customerName) {
  if (author === "customer") return customerName;
  if (author === "assistant") return t("message.assistant");
  return agent?.id === agentId ? t("message.you") : (agent?.name ?? "");
}

function noteTitle(agent, agentId) {
  return agent && agent.id !== agentId ? t("message.note_by", { name: agent.name }) : t("message.note");
}

function offeredButtons(buttons) {
  return el("ul", { class: "offered", "aria-label": t("message.offered_buttons") }, ...buttons.map(({ title }) => el("li", { dir: "auto" }, title)));
}

function statusRow(event, choices) {
  const words = statusWords(event, choices);
  if (!words) return null;
  const { offset, at, data } = event;
  return el(
    "li",
    { class: "row status", tabindex: -1, data: { offset, type: data.type } },
    el("span", { class: "status-words", dir: "auto", title: event.text && event.text !== words ? event.text : null }, words),
    el("time", { datetime: at }, timeOf(at)),
  );
}
