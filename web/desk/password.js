/** Choosing a password by a mailed link. Its secret stands behind the # of the address, which no server sees, and is removed at once. */

import { el } from "../shared/dom.js";
import { requestJson } from "../shared/request.js";
import { t } from "./texts.js";

const LINK = /^#\/password\/([\w-]+)$/u;
const BASE = "/api/v1/agent";

/** The secret in the address, taken out of it; null when there is none. */
export function takeSecret() {
  const secret = LINK.exec(location.hash)?.[1] ?? null;
  if (secret) history.replaceState(null, "", location.pathname);
  return secret;
}

/** @param {string} secret @returns {Promise<string>} the e-mail address of the account, once its password is chosen */
export function choosePassword(secret) {
  return new Promise((resolve) => {
    const problem = el("p", { class: "form-problem", role: "alert" });
    const password = el("input", { class: "input", type: "password", name: "password", autocomplete: "new-password", minlength: 10 });
    const form = el(
      "form",
      { class: "login-form", novalidate: true },
      el("img", { class: "login-mark", src: "/static/desk/icon.svg", alt: "", width: 40, height: 40 }),
      el("h1", { id: "login-title" }, t("password.title")),
      el("label", { class: "field" }, el("span", {}, t("password.new")), password, el("small", { class: "hint" }, t("password.hint"))),
      problem,
      el("button", { class: "button primary wide", type: "submit" }, t("password.submit")),
    );
    const dialog = el("dialog", { class: "login", "aria-labelledby": "login-title" }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.textContent = "";
      try {
        const { email } = await requestJson(`${BASE}/password`, { method: "POST", json: { secret, password: password.value } });
        dialog.remove();
        resolve(email);
      } catch (error) {
        problem.textContent = error.detail || t("login.unreachable");
        password.select();
      }
    });
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    password.focus();
  });
}

/** Has a link mailed for a new password. @param {string} email */
export function forgotten(email) {
  return requestJson(`${BASE}/password/forgotten`, { method: "POST", json: { email } });
}
