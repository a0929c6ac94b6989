/** Letting a conversation rest: until when. It comes back by itself, or as soon as the customer writes. W6, K8 */

import { el } from "../shared/dom.js";
import { now, shortDate } from "./clock.js";
import { ask } from "./dialog.js";
import { inHours, localInput, morningIn } from "./moments.js";
import { t } from "./texts.js";

/**
 * @param {string} name of the customer
 * @param {(body: {until: string}) => Promise<void>} snooze
 * @returns {Promise<boolean>} whether it rests now
 */
export function askSnooze(name, snooze) {
  const choices = { hour: inHours(1), four_hours: inHours(4), tomorrow: morningIn(1), week: morningIn(7) };
  const other = el("input", { class: "input", type: "datetime-local", name: "other", min: localInput(now()), "aria-label": t("snooze.other") });
  other.addEventListener("input", () => (other.closest("label").querySelector("[type=radio]").checked = true));
  const rows = Object.entries(choices).map(([key, date], number) => row(key, date.toISOString(), number === 0, el("span", { class: "quiet" }, shortDate(date.toISOString()))));
  return ask({
    title: t("snooze.title"),
    content: [
      el("p", { class: "hint" }, t("snooze.about", { name })),
      el("fieldset", { class: "choices" }, el("legend", { class: "hidden" }, t("snooze.until")), el("div", { class: "choices-list choices-rows" }, ...rows, row("other", "", false, other))),
    ],
    submit: t("snooze.submit"),
    onSubmit: async ({ elements }) => {
      const until = new Date(elements.until.value || elements.other.value);
      if (!(until > now())) {
        other.focus();
        return t("snooze.need_time");
      }
      return snooze({ until: until.toISOString() });
    },
  });
}

function row(key, value, checked, detail) {
  return el("label", { class: "choice" }, el("input", { type: "radio", name: "until", value, checked }), el("span", { class: "choice-label" }, t(`snooze.${key}`)), detail);
}
