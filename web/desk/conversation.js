/** The middle of the desk: who it is, what was said, what can be done now. */

import { el, icon } from "../shared/dom.js";
import "./composer.js";
import { verifiedSign } from "./card-parts.js";
import { shortDate } from "./clock.js";
import { BACK, CHECK, GIFT, PASS_ON, RETURN, SNOOZE, SUMMARY } from "./icons.js";
import "./log.js";
import { locale, t } from "./texts.js";

/** Fires `claim`, `offers`, `give-back`, `pass-on`, `snooze`, `wake`, `resolve`, `go-back`, `go-summary`, and what the log and the composer fire. */
export class DeskConversation extends HTMLElement {
  #id = null;
  #shown = {};

  connectedCallback() {
    if (this.log) return;
    this.setAttribute("aria-label", t("conversation.label"));
    this.setAttribute("role", "region");
    this.who = el("div", { class: "conversation-who" });
    this.actions = el("div", { class: "conversation-actions" });
    this.log = document.createElement("desk-log");
    this.banner = el("div", { class: "banner" });
    this.composer = document.createElement("desk-composer");
    this.head = el(
      "header",
      { class: "conversation-head" },
      this.#button("go-back", "icon-button narrow-only", "conversation.back", BACK),
      this.who,
      this.actions,
    );
    this.presence = el("p", { class: "presence", role: "status" });
    this.append(this.head, el("div", { class: "presence-line" }, this.presence), this.log, el("div", { class: "conversation-foot" }, this.banner, this.composer));
  }

  /**
   * Shows a conversation, or brings the one shown up to date.
   * @param {object} detail as the agent API gives it
   * @param {{id: string}} agent who is looking
   * @param {object} choices
   */
  show(detail, agent, choices) {
    const name = customerName(detail);
    const mine = detail.owner === "agent" && detail.agent?.id === agent.id;
    if (detail.conversation_id !== this.#id) {
      this.#id = detail.conversation_id;
      this.log.begin({ agentId: agent.id, customerName: name, language: detail.language, choices });
    }
    this.log.add(detail.events, true);
    this.log.setFeelings(detail.summary?.feelings?.trend ?? []);
    this.#showWhenChanged("head", [detail.owner, detail.agent, detail.summary?.customer, name, mine], () => this.#showHead(detail, name, mine));
    this.#showWhenChanged("banner", [detail.owner, detail.agent, detail.handoff?.snoozed_until, name, mine], () => this.#showBanner(detail, name, mine));
    this.composer.show(detail.conversation_id, name, mine);
  }

  /** @param {string[]} names of the colleagues who look at this conversation, too */
  setPresence(names) {
    this.presence.textContent = names.length === 0 ? "" : t("conversation.also_here", { names: new Intl.ListFormat(locale).format(names), count: names.length });
  }

  /** The next conversation shown starts afresh. */
  forget() {
    this.#id = null;
    this.setPresence([]);
  }

  /** Buttons stay where they are, with their focus, while nothing about them changes. */
  #showWhenChanged(part, input, show) {
    const json = JSON.stringify([this.#id, ...input]);
    if (this.#shown[part] === json) return;
    this.#shown[part] = json;
    show();
  }

  #showHead(detail, name, mine) {
    const { owner, summary, language, page } = detail;
    const key = owner === "agent" ? (mine ? "owner_mine" : "owner_agent") : `owner_${owner}`;
    const facts = [
      t(`conversation.${key}`, { name: detail.agent?.name ?? "" }),
      language && !locale.startsWith(language) && t("conversation.language", { language: languageName(language) }),
      page && t("conversation.page", { page: pageName(page) }),
    ].filter(Boolean);
    this.who.replaceChildren(
      el("h1", {}, el("bdi", {}, name), summary?.customer?.verified && verifiedSign(true)),
      el("p", { class: "quiet" }, el("span", { class: "owner", data: { owner: mine ? "mine" : owner } }), facts.join(" · ")),
    );
    this.actions.replaceChildren(
      ...[
        mine && this.#button("offers", "icon-button", "conversation.offers", GIFT, t("conversation.short_offers")),
        mine && this.#button("snooze", "icon-button", "conversation.snooze", SNOOZE, t("conversation.short_snooze")),
        mine && this.#button("pass-on", "icon-button", "conversation.pass_on", PASS_ON, t("conversation.short_pass_on")),
        mine && this.#button("give-back", "button", "conversation.return", RETURN),
        mine && this.#button("resolve", "button", "conversation.resolve", CHECK),
        this.#button("go-summary", "icon-button summary-toggle", "conversation.summary", SUMMARY),
      ].filter(Boolean),
    );
  }

  #showBanner({ owner, agent, handoff }, name, mine) {
    const until = mine && handoff?.snoozed_until;
    this.banner.hidden = mine && !until;
    if (until) {
      const wake = el("button", { class: "button", type: "button", onclick: () => this.#fire("wake") }, t("snooze.wake"));
      this.banner.replaceChildren(el("p", {}, t("snooze.resting", { until: shortDate(until) })), wake);
    }
    if (mine) return;
    const words = t(`composer.${owner === "agent" ? "other" : owner}`, { name, agent: agent?.name ?? "" });
    const claim = owner === "waiting" && el("button", { class: "button primary", type: "button", onclick: () => this.#fire("claim") }, t("conversation.claim"), el("kbd", {}, "C"));
    this.banner.replaceChildren(el("p", {}, words, " ", el("span", { class: "quiet" }, t("composer.note_allowed"))), ...(claim ? [claim] : []));
  }

  /** @param {string} [short] what stands beside the icon, where there is room for it, instead of the whole label */
  #button(name, className, key, path, short) {
    const label = t(key);
    return el("button", { class: className, type: "button", title: label, "aria-label": label, onclick: () => this.#fire(name) }, icon(path), el("span", {}, short ?? label));
  }

  #fire(name) {
    this.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

/** @param {object} detail a conversation of the agent API */
export function customerName(detail) {
  return detail.summary?.customer?.name || detail.customer?.name || t("queue.visitor");
}

/** Where the customer is, as people name it: "shop.example/garden". What a page says of itself may be anything. */
function pageName(page) {
  if (!URL.canParse(page)) return page;
  const { host, pathname } = new URL(page);
  return `${host}${pathname}`.replace(/\/$/u, "");
}

/** The customer's page says which language it is in, so the code may be anything. */
function languageName(code) {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

customElements.define("desk-conversation", DeskConversation);
