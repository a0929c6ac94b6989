/** Notes that name the agent: a button with the number of unread ones, and the list behind it. */

import { el, icon } from "../shared/dom.js";
import { ago } from "./clock.js";
import { ask } from "./dialog.js";
import { AT } from "./icons.js";
import { Latest } from "./latest.js";
import { t } from "./texts.js";

const SETTLE_MS = 300;

/** Fires `open-mention` with a mention of the agent API as `detail`. */
export class DeskMentions extends HTMLElement {
  #load = new Latest(() => this.api.mentions(), ({ unread }) => this.#show(unread), SETTLE_MS);

  connectedCallback() {
    if (this.button) return;
    this.badge = el("span", { class: "badge", hidden: true });
    this.button = el("button", { class: "icon-button", type: "button", onclick: () => this.open() }, icon(AT), this.badge);
    this.append(this.button);
    this.#show(0);
  }

  /** @param {import("./api.js").AgentApi} api */
  begin(api) {
    this.api = api;
    this.#load.run();
  }

  /** Something may have changed. */
  soon() {
    this.#load.soon();
  }

  async open() {
    const list = el("ul", { class: "mention-list" });
    const more = el("button", { class: "button", type: "button", hidden: true }, t("mentions.more"));
    const state = el("p", { class: "hint", role: "status" }, t("app.loading"));
    const load = async (before) => {
      more.disabled = true;
      const page = await this.api.mentions(before).catch(() => null);
      more.disabled = false;
      state.textContent = page === null ? t("app.failed") : page.mentions.length + list.children.length === 0 ? t("mentions.none") : "";
      if (!page) return;
      list.append(...page.mentions.map((mention) => this.#row(mention)));
      more.hidden = page.next === null;
      more.onclick = () => load(page.next);
    };
    load();
    await ask({ title: t("mentions.title"), content: [state, list, more] });
  }

  #row(mention) {
    const { by, customer, text, at, read } = mention;
    const open = (event) => {
      event.currentTarget.closest("dialog").close();
      this.dispatchEvent(new CustomEvent("open-mention", { detail: mention, bubbles: true }));
    };
    return el(
      "li",
      {},
      el(
        "button",
        { class: "mention", type: "button", data: { unread: String(!read) }, onclick: open },
        el("span", { class: "queue-line" }, !read && el("span", { class: "unread" }, el("span", { class: "hidden" }, t("queue.new"))), el("strong", {}, t("mentions.by", { name: by?.name ?? "", customer: customer || t("queue.visitor") })), el("time", { class: "queue-time", datetime: at }, ago(at))),
        el("span", { class: "mention-text", dir: "auto" }, text),
      ),
    );
  }

  #show(unread) {
    this.badge.hidden = unread === 0;
    this.badge.textContent = unread > 9 ? "9+" : String(unread);
    const words = unread === 0 ? t("mentions.title") : t("mentions.unread", { count: unread });
    this.button.title = words;
    this.button.setAttribute("aria-label", words);
  }
}

customElements.define("desk-mentions", DeskMentions);
