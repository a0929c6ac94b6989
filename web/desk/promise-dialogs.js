/** Keeping a promise, moving it, or saying that it fails: each tells the customer in the agent's words. P2, P3, P4, STD3 */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { dueField, isAhead, momentIn } from "./due-field.js";
import { t } from "./texts.js";

/** @param {object} promise of the agent API @param {(body: object) => Promise<void>} keep @returns {Promise<boolean>} whether it was done */
export function askKeep(promise, keep) {
  return ask({
    title: t("promises.keep_title"),
    content: [about(promise), message(promise.proposed.kept, "promises.message_optional")],
    submit: t("promises.keep"),
    onSubmit: ({ elements }) => keep({ message: elements.message.value.trim() || null }),
  });
}

/** @param {object} promise @param {(body: object) => Promise<void>} move @returns {Promise<boolean>} */
export function askMove(promise, move) {
  return ask({
    title: t("promises.move_title"),
    content: [about(promise), dueField(), message(promise.proposed.moved, "promises.message")],
    submit: t("promises.move"),
    onSubmit: async ({ elements }) => {
      if (!isAhead(elements.due)) return missing(elements.due, "resolve.need_due");
      if (!elements.message.value.trim()) return missing(elements.message, "promises.need_message");
      return move({ due: momentIn(elements.due), message: elements.message.value.trim() });
    },
  });
}

/** @param {object} promise @param {object} choices @param {(body: object) => Promise<void>} fail @returns {Promise<boolean>} */
export function askFail(promise, choices, fail) {
  const causes = choices.root_causes.map(({ value, label }) => el("option", { value }, label));
  return ask({
    title: t("promises.fail_title"),
    content: [
      about(promise),
      message(promise.proposed.failed, "promises.message"),
      el(
        "label",
        { class: "field" },
        el("span", {}, t("promises.cause")),
        el("select", { class: "input", name: "root_cause" }, el("option", { value: "" }, t("promises.cause_choose")), ...causes),
      ),
      el(
        "label",
        { class: "field" },
        el("span", {}, t("promises.lesson")),
        el("textarea", { class: "input", name: "lesson", rows: 2, maxlength: 1000, dir: "auto", placeholder: t("promises.lesson_placeholder") }),
      ),
    ],
    submit: t("promises.fail"),
    onSubmit: async ({ elements }) => {
      if (!elements.message.value.trim()) return missing(elements.message, "promises.need_message");
      if (!elements.root_cause.value) return missing(elements.root_cause, "promises.need_cause");
      if (elements.lesson.value.trim().length < 3) return missing(elements.lesson, "promises.need_lesson");
      return fail({ message: elements.message.value.trim(), root_cause: elements.root_cause.value, lesson: elements.lesson.value.trim() });
    },
  });
}

function about({ what, customer }) {
  const name = customer.name ?? t("queue.visitor");
  return el("p", { class: "promise-about" }, el("bdi", {}, name), " · ", el("span", { dir: "auto" }, what));
}

function message(words, key) {
  const field = el("textarea", { class: "input", name: "message", rows: 4, maxlength: 4000, dir: "auto" });
  field.value = words;
  return el("label", { class: "field" }, el("span", {}, t(key)), field);
}

function missing(field, key) {
  field.focus();
  return t(key);
}
