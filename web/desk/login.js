/** Signing in: the whole page at first, a dialog over the untouched desk when a session has ended. */

import { el } from "../shared/dom.js";
import { Unreachable } from "../shared/request.js";
import { forgotten } from "./password.js";
import { patiently } from "./patiently.js";
import { t } from "./texts.js";

/**
 * The agent of a session that still holds, else of whoever signs in now; waits while the front desk is away.
 * @param {import("./api.js").AgentApi} api
 * @returns {Promise<object>} the agent
 */
export async function signedIn(api) {
  const agent = await patiently(() =>
    api.me().catch((error) => {
      if (error.status === 401) return null;
      throw error;
    }),
  );
  return agent ?? signIn(api);
}

/**
 * Shows the form until somebody has signed in.
 * @param {import("./api.js").AgentApi} api
 * @param {{again?: boolean, email?: string}} [options] `again`: over the desk, after a session has ended
 * @returns {Promise<object>} the agent
 */
export function signIn(api, { again = false, email = "" } = {}) {
  return new Promise((resolve) => {
    const form = loginForm(api, again, email, (agent) => {
      dialog.remove();
      resolve(agent);
    });
    const dialog = el("dialog", { class: again ? "login login-again" : "login", "aria-labelledby": "login-title" }, form);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    form.elements[email ? "password" : "email"].focus();
  });
}

function loginForm(api, again, email, onSignedIn) {
  const problem = el("p", { class: "form-problem", role: "alert" });
  const submit = el("button", { class: "button primary wide", type: "submit" }, t("login.submit"));
  const form = el(
    "form",
    { class: "login-form", novalidate: true },
    el("img", { class: "login-mark", src: "/static/desk/icon.svg", alt: "", width: 40, height: 40 }),
    el("h1", { id: "login-title" }, t(again ? "login.again" : "login.title")),
    again && el("p", { class: "hint" }, t("login.again_hint")),
    field("email", "email", "username", email),
    field("password", "password", "current-password", ""),
    problem,
    submit,
    el("button", { class: "link", type: "button", onclick: () => mailLink() }, t("login.forgotten")),
  );
  const mailLink = async () => {
    const email = form.elements.email.value.trim();
    if (!email) {
      problem.textContent = t("login.need_email");
      form.elements.email.focus();
      return;
    }
    problem.textContent = await forgotten(email).then(() => t("login.mailed"), wordsFor);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = { email: form.elements.email.value.trim(), password: form.elements.password.value };
    if (!given.email || !given.password) {
      problem.textContent = t("login.missing");
      form.elements[given.email ? "password" : "email"].focus();
      return;
    }
    submit.disabled = true;
    submit.textContent = t("login.busy");
    problem.textContent = "";
    try {
      onSignedIn(await api.login(given.email, given.password));
    } catch (error) {
      problem.textContent = wordsFor(error);
      submit.disabled = false;
      submit.textContent = t("login.submit");
      form.elements.password.select();
    }
  });
  return form;
}

function field(name, type, autocomplete, value) {
  const input = el("input", { class: "input", type, name, autocomplete, required: true, value });
  return el("label", { class: "field" }, el("span", {}, t(`login.${name}`)), input);
}

function wordsFor(error) {
  if (error instanceof Unreachable || error.status >= 500) return t("login.unreachable");
  if (error.status === 429) return error.detail || t("login.too_many");
  return error.detail || t("login.refused");
}
