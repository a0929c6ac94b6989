/** The left of the desk: its pages, the queue, what is offered, and the agent's own things at the foot. */

import { el, icon } from "../shared/dom.js";
import "./availability.js";
import { setServerTime } from "./clock.js";
import { BELL, CHART, FIND, KEYBOARD, LEAVE } from "./icons.js";
import { showKeys } from "./keys.js";
import "./mentions.js";
import "./nav.js";
import "./queue.js";
import "./queue-offer.js";
import { showSessions } from "./sessions-dialog.js";
import { t } from "./texts.js";

/** Fires `search` and what its parts fire. */
export class DeskSide extends HTMLElement {
  /** @param {{api: import("./api.js").AgentApi, agent: object, alerts: import("./alerts.js").Alerts, onSignOut: () => void}} parts */
  start({ api, agent, alerts, onSignOut }) {
    this.nav = document.createElement("desk-nav");
    this.queue = document.createElement("desk-queue");
    this.line = el("p", { class: "connection", role: "status" });
    this.offer = document.createElement("desk-offer");
    this.availability = document.createElement("desk-availability");
    this.mentions = document.createElement("desk-mentions");
    const search = () => this.dispatchEvent(new Event("search", { bubbles: true }));
    this.append(
      el("header", { class: "brand" }, el("img", { src: "/static/desk/icon.svg", alt: "", width: 22, height: 22 }), el("span", { class: "brand-name" }, t("app.name")), iconButton("search.title", FIND, search)),
      this.nav,
      this.queue,
      this.line,
      this.offer,
      this.availability,
      el(
        "footer",
        { class: "side-foot" },
        el("button", { class: "agent-name link-name", type: "button", title: t("sessions.title"), onclick: () => showSessions(api, onSignOut) }, agent.name),
        this.mentions,
        iconButton("alerts.title_dialog", BELL, () => alerts.choose()),
        agent.permissions.includes("read_reports") && el("a", { class: "icon-button", href: "/desk/reports", title: t("reports.open"), "aria-label": t("reports.open") }, icon(CHART)),
        iconButton("agent.keys", KEYBOARD, showKeys, "keys-button"),
        iconButton("agent.sign_out", LEAVE, onSignOut),
      ),
    );
    this.nav.permissions = agent.permissions;
    this.mentions.begin(api);
  }

  /** @param {object} queue as the agent API gives it */
  show(queue) {
    this.say("");
    setServerTime(queue.server_time);
    this.queue.queue = queue;
    this.offer.offered = queue.offered;
    this.availability.me = queue.me;
  }

  /** What is wrong with the line, or nothing. @param {string} words */
  say(words) {
    this.line.textContent = words;
  }
}

function iconButton(key, path, onclick, className = "") {
  return el("button", { class: `icon-button ${className}`, type: "button", title: t(key), "aria-label": t(key), onclick }, icon(path));
}

customElements.define("desk-side", DeskSide);
