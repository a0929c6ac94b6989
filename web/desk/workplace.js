/** The one screen of the desk: its panes, connected with the open conversation, the queue and the live stream. */

import { el, icon } from "../shared/dom.js";
import { Actions } from "./actions.js";
import "./card.js";
import "./conversation.js";
import { emptyState } from "./empty-state.js";
import { BACK } from "./icons.js";
import { listenToKeys, showKeys } from "./keys.js";
import { Latest } from "./latest.js";
import { News } from "./news.js";
import { OpenConversation } from "./open-conversation.js";
import "./page.js";
import { go, goPage, onRoute } from "./route.js";
import { askSearch } from "./search-dialog.js";
import "./side.js";
import { t } from "./texts.js";

const SETTLE_MS = 150;
/** Ranks and offers also change because time passes. */
const QUEUE_EVERY_MS = 30_000;
/** Where the summary lies over the conversation; the same width stands in workplace.css. */
const OVERLAY = matchMedia("(max-width: 1119px)");

export class DeskWorkplace extends HTMLElement {
  #writeWhenMine = false;
  #showAt = null;
  #streamId = null;
  #mentionsRead = new Map();
  #loadQueue = new Latest(() => this.api.queue(this.side.queue.wanted), (queue) => this.#showQueue(queue), SETTLE_MS, (error) => error.status === 401 || this.side.say(error.detail || t("app.reconnecting")));

  /**
   * @param {{api: import("./api.js").AgentApi, agent: object, choices: object, drafts: import("./drafts.js").Drafts,
   *   outbox: import("./outbox.js").Outbox, live: import("./live.js").Live,
   *   alerts: import("./alerts.js").Alerts, onSignOut: () => void}} parts
   */
  start({ api, agent, choices, drafts, outbox, live, alerts, onSignOut }) {
    Object.assign(this, { api, agent, choices, outbox, alerts });
    this.open = new OpenConversation(api, agent);
    this.actions = new Actions(api, this.open, choices);
    this.news = new News(alerts);
    this.#build(onSignOut);
    this.page.begin({ api, agent, choices });
    this.card.choices = choices;
    this.conversation.composer.begin({
      drafts,
      cannedFacts: choices.canned_facts,
      loadCanned: async () => (await api.canned(this.open.id)).replies,
      loadPeople: async () => (await api.colleagues()).people,
    });
    this.#listenToPanes();
    this.#listenToLive(live);
    this.#listenToKeys();
    this.open.addEventListener("change", () => this.#showDetail(this.open.detail));
    this.open.addEventListener("problem", ({ detail: error }) => this.#showLoadProblem(error));
    this.actions.addEventListener("taken", () => (this.#writeWhenMine = true));
    this.actions.addEventListener("change", () => this.refresh());
    outbox.addEventListener("change", ({ detail: id }) => id === this.open.id && this.#showSending());
    onRoute((route) => this.#follow(route));
    this.refresh();
    setInterval(() => document.hidden || this.#loadQueue.run(), QUEUE_EVERY_MS);
  }

  /** Fetches everything shown: after a lost line, a new session, or a sleep. */
  refresh() {
    this.#loadQueue.run();
    this.open.refresh();
  }

  #build(onSignOut) {
    this.side = document.createElement("desk-side");
    this.conversation = document.createElement("desk-conversation");
    this.empty = el("div", { class: "empty" });
    this.page = document.createElement("desk-page");
    this.card = document.createElement("desk-card");
    this.middle = el("main", { class: "middle" }, this.conversation, this.empty, this.page);
    this.back = el("button", { class: "button card-back", type: "button", onclick: () => go(this.open.id) }, icon(BACK), t("card.back"));
    this.append(this.side, this.middle, el("aside", { class: "card-pane" }, this.back, this.card));
    OVERLAY.addEventListener("change", () => this.#cover());
    this.side.start({ api: this.api, agent: this.agent, alerts: this.alerts, onSignOut });
    this.card.clear();
  }

  #listenToPanes() {
    const on = (name, act) => this.addEventListener(name, (event) => act(event.detail));
    on("open-conversation", (id) => go(id));
    on("go-back", () => go(null));
    on("go-summary", () => this.#turnSummary());
    on("search", () => this.#search());
    on("turn-page", () => this.#loadQueue.run());
    on("claim", () => this.#claim(this.open.id));
    on("accept-offer", (id) => this.actions.answerOffer(id, true));
    on("decline-offer", (id) => this.actions.answerOffer(id, false));
    on("set-available", (available) => this.actions.setAvailable(available));
    on("give-back", () => this.actions.giveBack());
    on("pass-on", () => this.actions.passOn());
    on("offers", () => this.actions.offers());
    on("snooze", () => this.actions.snooze(this.conversation.log.readThrough));
    on("wake", () => this.actions.wake());
    on("resolve", () => this.actions.resolve());
    on("correct-contact", (address) => this.actions.correctContact(address));
    on("open-mention", ({ conversation_id: id, offset }) => this.#openAt(id, offset));
    on("send-text", ({ kind, text }) => this.outbox.send(this.open.id, kind, text, this.conversation.log.readThrough));
    on("typing", (typing) => this.api.typing(this.open.id, typing).catch(() => {}));
    on("retry-message", (id) => this.outbox.retry(id, this.conversation.log.lastOffset));
    on("edit-message", (id) => {
      const { kind, text } = this.outbox.remove(id);
      this.conversation.composer.restore(kind, text);
    });
    on("show-evidence", ({ offsets, quote }) => {
      if (this.dataset.pane === "summary") go(this.open.id);
      requestAnimationFrame(() => requestAnimationFrame(() => this.conversation.log.showEvidence(offsets, quote)));
    });
    on("copy-card", () => this.actions.copyCard());
    this.conversation.log.addEventListener("gap", () => this.open.soon());
  }

  #listenToKeys() {
    listenToKeys({
      j: () => this.#step(1),
      k: () => this.#step(-1),
      c: () => this.#claim(this.open.id ?? this.side.queue.queue.waiting[0]?.conversation_id),
      r: () => this.#write("message"),
      n: () => this.#write("note"),
      t: () => this.actions.passOn(),
      s: () => this.actions.snooze(this.conversation.log.readThrough),
      w: () => this.actions.wake(),
      o: () => this.actions.offers(),
      b: () => this.actions.giveBack(),
      e: () => this.actions.resolve(),
      i: () => this.#turnSummary(),
      m: () => this.side.mentions.open(),
      a: () => this.side.offer.answer("accept-offer"),
      x: () => this.side.offer.answer("decline-offer"),
      v: () => this.side.availability.toggle(),
      q: () => go(null),
      p: () => goPage("promises"),
      f: () => this.#search(),
      "?": showKeys,
      Escape: () => this.dataset.pane === "summary" && go(this.open.id),
    });
  }

  #listenToLive(live) {
    live.addEventListener("open", () => {
      this.side.say("");
      this.outbox.resume();
      this.refresh();
    });
    live.addEventListener("lost", () => this.side.say(t("app.reconnecting")));
    live.addEventListener("queue", () => {
      this.#loadQueue.soon();
      this.page.refresh();
    });
    live.addEventListener("items", ({ detail }) => this.#takeItems(detail));
    live.addEventListener("page", ({ detail }) => {
      this.#streamId = detail.stream_id;
      this.#look();
    });
    live.addEventListener("log", ({ detail: { event } }) => event.data?.mentions?.includes(this.agent.id) && this.#named(event));
    const onOpen = (name, act) => live.addEventListener(name, ({ detail }) => detail.conversation_id === this.open.id && act(detail));
    onOpen("presence", ({ agents }) => this.conversation.setPresence(agents.filter(({ id }) => id !== this.agent.id).map(({ name }) => name)));
    const onShown = (name, act) => onOpen(name, (detail) => this.open.detail && act(detail));
    onShown("log", ({ event }) => this.#takeEvent(event));
    onShown("summary", ({ summary }) => this.open.update({ summary }));
    onShown("typing", ({ author, typing }) => author === "customer" && this.conversation.log.setTyping(typing));
  }

  /** Colleagues see which conversation this page shows. */
  #look() {
    if (this.#streamId) this.api.look(this.#streamId, this.open.id).catch(() => {});
  }

  #takeEvent(event) {
    if (event.data?.client_message_id) this.outbox.remove(event.data.client_message_id);
    this.conversation.log.add([event]);
    if (event.kind === "status") this.open.soon();
  }

  /** One's own matters that look different now; what this page of the queue does not hold is fetched. */
  #takeItems({ server_time, items }) {
    const { queue } = this.side.queue;
    const fresh = new Map(items.map((item) => [item.handoff_id, item]));
    const renewed = (item) => fresh.get(item.handoff_id) ?? item;
    const held = new Set([...queue.mine, ...queue.snoozed].map(({ handoff_id: id }) => id));
    if (items.some(({ handoff_id: id }) => !held.has(id))) this.#loadQueue.soon();
    else this.#showQueue({ ...queue, server_time, mine: queue.mine.map(renewed), snoozed: queue.snoozed.map(renewed) });
  }

  /** @param {import("./route.js").Route} route */
  #follow({ conversationId, pane, page }) {
    this.dataset.pane = pane;
    this.#cover();
    this.side.nav.page = page;
    this.page.show(page);
    if (conversationId === this.open.id) return;
    this.side.queue.openId = conversationId;
    this.side.queue.markRead(conversationId);
    this.conversation.forget();
    this.open.open(conversationId);
    this.#look();
    if (!conversationId) this.#showEmpty();
  }

  /** What the summary covers can't be reached; the focus goes there and comes back. */
  #cover() {
    const covered = this.dataset.pane === "summary" && OVERLAY.matches;
    if (covered === this.middle.inert) return;
    const wasInside = document.activeElement === this.back || this.card.contains(document.activeElement);
    this.middle.inert = covered;
    if (covered) this.back.focus();
    else if (wasInside) this.conversation.querySelector(".summary-toggle")?.focus();
  }

  #showQueue(queue) {
    this.side.show(queue);
    if (!document.hidden) this.side.queue.markRead(this.open.id);
    this.alerts.waiting = queue.pages.waiting.total;
    this.news.take(queue, this.open.id);
    if (!this.open.id) this.#showEmpty();
  }

  #showDetail(detail) {
    this.dataset.open = "true";
    for (const event of detail.events) if (event.data?.client_message_id) this.outbox.remove(event.data.client_message_id);
    this.conversation.show(detail, this.agent, this.choices);
    this.card.show(detail);
    this.#showPending();
    this.#readMentions(detail);
    if (this.#showAt !== null) {
      const offset = this.#showAt;
      this.#showAt = null;
      requestAnimationFrame(() => this.conversation.log.showEvidence([offset], null));
    }
    if (this.#writeWhenMine && detail.agent?.id === this.agent.id) {
      this.#writeWhenMine = false;
      this.#write("message");
    }
  }

  /** What names the agent in the conversation before them is read. */
  #readMentions({ conversation_id: id, events }) {
    const named = events.findLast((event) => event.data?.mentions?.includes(this.agent.id))?.offset ?? 0;
    if (named === 0 || document.hidden || this.#mentionsRead.get(id) >= named) return;
    this.#mentionsRead.set(id, named);
    this.api.readMentions(id).then(() => this.side.mentions.soon()).catch(() => this.#mentionsRead.delete(id));
  }

  #showPending() {
    this.conversation.log.setPending(this.outbox.of(this.open.id));
  }

  /** A refusal mostly means that the conversation has moved on: it is fetched again. */
  #showSending() {
    this.#showPending();
    if (this.outbox.of(this.open.id).some(({ state }) => ["failed", "stale"].includes(state))) this.open.soon();
  }

  #showEmpty() {
    this.dataset.open = "false";
    this.card.clear();
    this.empty.replaceChildren(emptyState(this.side.queue.queue, (id) => this.#claim(id)));
  }

  #showLoadProblem(error) {
    if (error.status === 401 || this.open.detail) return;
    this.dataset.open = "false";
    this.card.clear();
    const again = el("button", { class: "button", type: "button", onclick: () => this.open.refresh() }, t("app.again"));
    const words = error.status === 404 ? t("conversation.unknown") : t("conversation.load_failed");
    this.empty.replaceChildren(el("p", {}, words), error.status === 404 ? "" : again);
  }

  #step(step) {
    const id = this.side.queue.neighbour(step);
    if (!id) return;
    go(id);
    this.side.queue.focusOn(id);
  }

  #turnSummary() {
    if (this.open.id) go(this.open.id, this.dataset.pane === "summary" ? "conversation" : "summary");
  }

  #write(kind) {
    if (!this.open.detail) return;
    if (this.dataset.pane === "summary") go(this.open.id);
    this.conversation.composer.write(kind);
  }

  async #claim(conversationId) {
    const item = this.side.queue.queue.waiting.find((waiting) => waiting.conversation_id === conversationId);
    const { detail } = this.open;
    const handoffId = item?.handoff_id ?? (detail?.owner === "waiting" ? detail.handoff?.id : null);
    if (handoffId) await this.actions.claim(conversationId, handoffId);
  }

  #named({ text, data }) {
    this.side.mentions.soon();
    this.alerts.call(t("alerts.named", { name: data.agent.name }), text, () => this.side.mentions.open());
  }

  #search() {
    askSearch(this.choices, (wanted) => this.api.search(wanted), ({ conversation_id: id, offset }) => this.#openAt(id, offset));
  }

  /** Opens a conversation at one of its messages. */
  #openAt(id, offset) {
    this.#showAt = offset;
    if (id === this.open.id && this.open.detail) this.#showDetail(this.open.detail);
    go(id);
  }
}

customElements.define("desk-workplace", DeskWorkplace);
