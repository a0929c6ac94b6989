/** One's own signed-in browsers, each of which can be signed out. */

import { el } from "../shared/dom.js";
import { shortDate } from "./clock.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

/** @param {import("./api.js").AgentApi} api @param {() => void} onSignOut */
export function showSessions(api, onSignOut) {
  const words = el("p", { class: "hint", role: "status" }, t("app.loading"));
  const list = el("ul", { class: "offer-list" });
  const show = async () => {
    try {
      const sessions = await api.sessions();
      words.textContent = t("sessions.about");
      list.replaceChildren(...sessions.map(row));
    } catch (error) {
      words.textContent = error.detail || t("app.failed");
    }
  };
  const row = ({ id, since, browser, current }) => {
    const end = current ? onSignOut : () => api.revoke(id).then(show, show);
    const name = browserName(browser);
    return el(
      "li",
      { class: "offer-row" },
      el("span", { class: "offer-words" }, el("strong", { title: browser }, name), el("span", { class: "quiet" }, t(current ? "sessions.here" : "sessions.since", { since: shortDate(since) }))),
      el("button", { class: "button", type: "button", onclick: end }, t("agent.sign_out")),
    );
  };
  show();
  return ask({ title: t("sessions.title"), content: [words, list] });
}

/** What people call a browser, from what it says of itself. */
function browserName(agent) {
  const name = ["Firefox", "Edg", "OPR", "Chrome", "Safari"].find((one) => agent.includes(one));
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((one) => agent.includes(one));
  return [name ?? t("sessions.browser"), system].filter(Boolean).join(" · ");
}
