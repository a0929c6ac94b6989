/** Giving a conversation back to the assistant, with what was agreed. C6 */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

/**
 * @param {string} name the customer's
 * @param {(body: {note?: string}) => Promise<void>} giveBack
 * @returns {Promise<boolean>} whether it was given back
 */
export function askReturn(name, giveBack) {
  return ask({
    title: t("return.title"),
    content: [
      el("p", { class: "hint" }, t("return.about", { name })),
      el(
        "label",
        { class: "field" },
        el("span", {}, t("return.note")),
        el("textarea", { class: "input", name: "note", rows: 3, maxlength: 1000, dir: "auto", autofocus: true }),
        el("small", { class: "hint" }, t("return.note_hint", { name })),
      ),
    ],
    submit: t("return.submit"),
    onSubmit: async (form) => {
      const note = form.elements.note.value.trim();
      await giveBack(note ? { note } : {});
    },
  });
}
