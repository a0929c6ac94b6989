/**
 * A dialog with one form: asks something, does it, and stays open with the words of the problem when that fails.
 * The focus begins in its first field, or on the whole where there is none.
 */

import { el, icon } from "../shared/dom.js";
import { CLOSE } from "./icons.js";
import { t } from "./texts.js";

/**
 * @param {object} options
 * @param {string} options.title
 * @param {Node[]} options.content
 * @param {string} [options.submit] words of the button; without it the dialog only shows something
 * @param {(form: HTMLFormElement) => Promise<string|void>} [options.onSubmit] words when something is missing; throws when the front desk refuses
 * @returns {Promise<boolean>} whether it was done
 */
export function ask({ title, content, submit, onSubmit }) {
  return new Promise((resolve) => {
    const problem = el("p", { class: "form-problem", role: "alert" });
    const cancel = el("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("app.cancel"));
    const confirm = submit && el("button", { class: "button primary", type: "submit" }, submit);
    const form = el(
      "form",
      { novalidate: true },
      el(
        "header",
        { class: "dialog-head" },
        el("h2", { id: "dialog-title" }, title),
        el("button", { class: "icon-button", type: "button", "aria-label": t("app.close"), onclick: () => dialog.close() }, icon(CLOSE)),
      ),
      el("div", { class: "dialog-body", ...(submit ? {} : { tabindex: 0 }) }, ...content),
      submit && el("footer", { class: "dialog-foot" }, problem, cancel, confirm),
    );
    const dialog = el("dialog", { class: "dialog", tabindex: -1, "aria-labelledby": "dialog-title" }, form);
    let done = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      confirm.disabled = true;
      problem.textContent = "";
      try {
        problem.textContent = (await onSubmit(form)) ?? "";
        done = problem.textContent === "";
      } catch (error) {
        problem.textContent = error.detail || t("app.failed");
      }
      confirm.disabled = false;
      if (done) dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(done);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector(".dialog-body :is(input, select, textarea):enabled") ?? dialog).focus();
  });
}
