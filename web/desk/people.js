/** The page of people: who works here, invited by mail, with roles and teams; for admins. */

import { el, icon } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { BACK } from "./icons.js";
import { Latest } from "./latest.js";
import { notice } from "./notice.js";
import { pager } from "./pager.js";
import { go } from "./route.js";
import { t } from "./texts.js";

const SETTLE_MS = 400;

export class DeskPeople extends HTMLElement {
  #page = 1;
  #load = new Latest(() => this.api.people(this.#page), (found) => this.#show(found), SETTLE_MS, (error) => (this.words.textContent = error.detail || t("app.failed")));

  /** @param {{api: import("./api.js").AgentApi, agent: object}} parts */
  start({ api, agent }) {
    Object.assign(this, { api, agent });
    this.words = el("p", { class: "page-words", role: "status" }, t("app.loading"));
    this.list = el("ul", { class: "people-list" });
    this.pager = pager((page) => {
      this.#page = page;
      this.#load.run();
    });
    this.invite = el("button", { class: "button primary", type: "button", disabled: true, onclick: () => this.#invite() }, t("people.invite"));
    this.append(
      el(
        "header",
        { class: "page-head" },
        el("button", { class: "icon-button narrow-only", type: "button", "aria-label": t("conversation.back"), onclick: () => go(null) }, icon(BACK)),
        el("h1", {}, t("people.title")),
        this.invite,
      ),
      el("div", { class: "page-body" }, this.words, this.list, this.pager.element),
    );
    this.#load.run();
  }

  refresh() {
    this.#load.soon();
  }

  #show({ people, roles, teams, ...where }) {
    Object.assign(this, { roles, teams });
    this.#page = where.page;
    this.pager.show(where);
    this.words.textContent = "";
    this.invite.disabled = false; // roles and teams are known from now on
    this.list.replaceChildren(...people.map((person) => this.#row(person)));
  }

  #row(person) {
    const { name, email, role, team, active, invited } = person;
    const state = !active ? "gone" : invited ? "invited" : "";
    const facts = [t(`people.role_${role}`), this.teams.find(({ id }) => id === team)?.name].filter(Boolean).join(" · ");
    return el(
      "li",
      { class: "person-row", data: { active: String(active) } },
      el("span", { class: "person-words" }, el("strong", {}, name), el("span", { class: "quiet" }, email)),
      el("span", { class: "person-facts" }, el("span", {}, facts), state && el("span", { class: "quiet" }, t(`people.${state}`))),
      el(
        "span",
        { class: "person-actions" },
        invited && active && el("button", { class: "button", type: "button", onclick: () => this.#again(person) }, t("people.again")),
        el("button", { class: "button", type: "button", "aria-label": t("people.change_who", { name }), onclick: () => this.#change(person) }, t("people.change")),
      ),
    );
  }

  async #again({ id, email }) {
    await this.api.inviteAgain(id).then(() => notice(t("people.mailed", { email })), (error) => notice(error.detail || t("app.failed")));
  }

  async #invite() {
    const email = el("input", { class: "input", type: "email", name: "email", maxlength: 320 });
    const done = await ask({
      title: t("people.invite"),
      content: [el("label", { class: "field" }, el("span", {}, t("login.email")), email), ...this.#fields({ name: "", role: "agent", team: null })],
      submit: t("people.send"),
      onSubmit: (form) => this.api.invite({ email: email.value.trim(), ...valuesOf(form) }).then(() => undefined),
    });
    if (done) notice(t("people.mailed", { email: email.value.trim() }));
    this.refresh();
  }

  async #change(person) {
    const own = person.id === this.agent.id;
    const active = el("input", { type: "checkbox", name: "active", checked: person.active, disabled: own });
    await ask({
      title: t("people.change_who", { name: person.name }),
      content: [...this.#fields(person, own), el("label", { class: "toggle" }, active, t("people.active"))],
      submit: t("people.save"),
      onSubmit: (form) => this.api.changePerson(person.id, { ...valuesOf(form), active: active.checked, seen: seenOf(person) }).then(() => undefined),
    });
    this.refresh();
  }

  #fields({ name, role, team }, own = false) {
    const option = (value, label, chosen) => el("option", { value, selected: value === chosen }, label);
    return [
      el("label", { class: "field" }, el("span", {}, t("people.name")), el("input", { class: "input", name: "name", value: name, maxlength: 100 })),
      el(
        "div",
        { class: "field-pair" },
        el("label", { class: "field" }, el("span", {}, t("people.role")), el("select", { class: "input", name: "role", disabled: own }, ...this.roles.map((one) => option(one, t(`people.role_${one}`), role)))),
        el("label", { class: "field" }, el("span", {}, t("people.team")), el("select", { class: "input", name: "team" }, option("", t("people.no_team"), team ?? ""), ...this.teams.map((one) => option(one.id, one.name, team)))),
      ),
    ];
  }
}

function seenOf({ name, role, team, active }) {
  return { name, role, team, active };
}

function valuesOf({ elements }) {
  return { name: elements.name.value.trim(), role: elements.role.value, team: elements.team.value || null };
}

customElements.define("desk-people", DeskPeople);
