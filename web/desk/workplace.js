/** The one screen of the desk: builds its panes and connects them with the open conversation, the queue and the live stream. */

import { el, icon } from "../shared/dom.js";
import "./availability.js";
import { setServerTime } from "./clock.js";
import "./card.js";
import { customerName } from "./conversation.js";
import { emptyState } from "./empty-state.js";
import { BELL, CHART, FIND, KEYBOARD, LEAVE } from "./icons.js";
import { listenToKeys, showKeys } from "./keys.js";
import { Latest } from "./latest.js";
import "./mentions.js";
import "./nav.js";
import { notice } from "./notice.js";
import "./queue.js";
import { askOffers } from "./offers-dialog.js";
import "./queue-offer.js";
import { askResolve } from "./resolve-dialog.js";
import { askReturn } from "./return-dialog.js";
import { go, goPage, onRoute, PAGES } from "./route.js";
import { askSearch } from "./search-dialog.js";
import { showSessions } from "./sessions-dialog.js";
import { askSnooze } from "./snooze-dialog.js";
import { t } from "./texts.js";
import { askTransfer } from "./transfer-dialog.js";

const SETTLE_MS = 150;
/** Ranks and offers also change because time passes. */
const QUEUE_EVERY_MS = 30_000;

export class DeskWorkplace extends HTMLElement {
  #detail = null;
  #openId = null;
  #writeWhenMine = false;
  #showAt = null;
  #streamId = null;
  #called = null;
  #mentionsRead = new Map();
  #loadQueue = new Latest(() => this.api.queue(this.queue.wanted), (queue) => this.#showQueue(queue), SETTLE_MS, (error) => this.#showQueueProblem(error));
  #loadOpen = new Latest(() => this.api.conversation(this.#openId), (detail) => this.#showDetail(detail), SETTLE_MS, (error) => this.#showLoadProblem(error));

  /**
   * @param {{api: import("./api.js").AgentApi, agent: object, choices: object, drafts: import("./drafts.js").Drafts,
   *   outbox: import("./outbox.js").Outbox, live: import("./live.js").Live,
   *   alerts: import("./alerts.js").Alerts, onSignOut: () => void}} parts
   */
  start({ api, agent, choices, drafts, outbox, live, alerts, onSignOut }) {
    Object.assign(this, { api, agent, choices, outbox, alerts });
    this.#build(onSignOut);
    this.card.choices = choices;
    this.conversation.composer.begin({ drafts, cannedFacts: choices.canned_facts, loadCanned: () => this.#loadCanned(), loadPeople: () => this.#loadPeople() });
    this.mentions.begin(api);
    this.#listenToPanes();
    this.#listenToLive(live);
    outbox.addEventListener("change", ({ detail: id }) => id === this.#openId && this.#showSending());
    listenToKeys({
      j: () => this.#step(1),
      k: () => this.#step(-1),
      c: () => this.#claim(this.#openId ?? this.queue.queue.waiting[0]?.conversation_id),
      r: () => this.#write("message"),
      n: () => this.#write("note"),
      t: () => this.#passOn(),
      s: () => this.#snooze(),
      o: () => this.#offers(),
      m: () => this.mentions.open(),
      a: () => this.offer.answer("accept-offer"),
      x: () => this.offer.answer("decline-offer"),
      v: () => this.availability.toggle(),
      p: () => goPage("promises"),
      f: () => this.#search(),
      "?": showKeys,
      Escape: () => this.dataset.pane === "summary" && go(this.#openId),
    });
    onRoute((route) => this.#follow(route));
    this.refresh();
    setInterval(() => document.hidden || this.#loadQueue.run(), QUEUE_EVERY_MS);
  }

  /** Fetches everything shown: after a lost line, a new session, or a sleep. */
  refresh() {
    this.#loadQueue.run();
    if (this.#openId) this.#loadOpen.run();
  }

  #build(onSignOut) {
    this.queue = document.createElement("desk-queue");
    this.offer = document.createElement("desk-offer");
    this.availability = document.createElement("desk-availability");
    this.nav = document.createElement("desk-nav");
    this.page = el("div", { class: "page" });
    this.conversation = document.createElement("desk-conversation");
    this.card = document.createElement("desk-card");
    this.line = el("p", { class: "connection", role: "status" });
    this.empty = el("div", { class: "empty" });
    this.mentions = document.createElement("desk-mentions");
    const own = el("button", { class: "agent-name link-name", type: "button", title: t("sessions.title"), onclick: () => showSessions(this.api, onSignOut) }, this.agent.name);
    const foot = el(
      "footer",
      { class: "side-foot" },
      own,
      this.mentions,
      iconButton("alerts.title_dialog", BELL, () => this.alerts.choose()),
      this.agent.permissions.includes("read_reports") &&
        el("a", { class: "icon-button", href: "/desk/reports", title: t("reports.open"), "aria-label": t("reports.open") }, icon(CHART)),
      iconButton("agent.keys", KEYBOARD, showKeys),
      iconButton("agent.sign_out", LEAVE, onSignOut),
    );
    const brand = el("header", { class: "brand" }, el("img", { src: "/static/desk/icon.svg", alt: "", width: 22, height: 22 }), el("span", { class: "brand-name" }, t("app.name")), iconButton("search.title", FIND, () => this.#search()));
    this.append(
      el("aside", { class: "side" }, brand, this.nav, this.queue, this.line, this.offer, this.availability, foot),
      el("main", { class: "middle" }, this.conversation, this.empty, this.page),
      el(
        "aside",
        { class: "card-pane" },
        el("button", { class: "button card-back", type: "button", onclick: () => go(this.#openId) }, t("card.back")),
        this.card,
      ),
    );
    this.nav.permissions = this.agent.permissions;
    this.card.clear();
  }

  #listenToPanes() {
    const on = (name, act) => this.addEventListener(name, (event) => act(event.detail));
    on("open-conversation", (id) => go(id));
    on("go-back", () => go(null));
    on("go-summary", () => go(this.#openId, this.dataset.pane === "summary" ? "conversation" : "summary"));
    on("claim", () => this.#claim(this.#openId));
    on("turn-page", () => this.#loadQueue.run());
    on("accept-offer", (id) => this.#answerOffer(id, true));
    on("decline-offer", (id) => this.#answerOffer(id, false));
    on("set-available", (available) => this.#setAvailable(available));
    on("give-back", () => this.#giveBack());
    on("pass-on", () => this.#passOn());
    on("offers", () => this.#offers());
    on("snooze", () => this.#snooze());
    on("wake", () => this.#wake());
    on("resolve", () => this.#resolve());
    on("open-mention", ({ conversation_id: id, offset }) => this.#openAt(id, offset));
    on("send-text", ({ kind, text }) => this.outbox.send(this.#openId, kind, text, this.conversation.log.readThrough));
    on("typing", (typing) => this.api.typing(this.#openId, typing).catch(() => {}));
    on("retry-message", (id) => this.outbox.retry(id, this.conversation.log.lastOffset));
    on("edit-message", (id) => {
      const { kind, text } = this.outbox.remove(id);
      this.conversation.composer.restore(kind, text);
    });
    on("show-evidence", ({ offsets, quote }) => {
      if (this.dataset.pane === "summary") go(this.#openId);
      requestAnimationFrame(() => requestAnimationFrame(() => this.conversation.log.showEvidence(offsets, quote)));
    });
    this.conversation.log.addEventListener("gap", () => this.#loadOpen.soon());
  }

  #listenToLive(live) {
    live.addEventListener("open", () => {
      this.line.textContent = "";
      this.outbox.resume();
      this.refresh();
    });
    live.addEventListener("lost", () => (this.line.textContent = t("app.reconnecting")));
    live.addEventListener("queue", () => {
      this.#loadQueue.soon();
      this.page.firstElementChild?.refresh();
    });
    const onOpen = (name, act) => live.addEventListener(name, ({ detail }) => detail.conversation_id === this.#openId && act(detail));
    live.addEventListener("log", ({ detail: { event } }) => event.data?.mentions?.includes(this.agent.id) && this.#named(event));
    live.addEventListener("page", ({ detail }) => {
      this.#streamId = detail.stream_id;
      this.#look();
    });
    onOpen("presence", ({ agents }) => this.conversation.setPresence(agents.filter(({ id }) => id !== this.agent.id).map(({ name }) => name)));
    const onShown = (name, act) => onOpen(name, (detail) => this.#detail && act(detail));
    onShown("log", ({ event }) => this.#takeEvent(event));
    onShown("summary", ({ summary }) => this.#showDetail({ ...this.#detail, summary }));
    onShown("typing", ({ author, typing }) => author === "customer" && this.conversation.log.setTyping(typing));
  }

  async #loadCanned() {
    return (await this.api.canned(this.#openId)).replies;
  }

  async #loadPeople() {
    return (await this.api.colleagues()).people;
  }

  /** Colleagues see which conversation this page shows. */
  #look() {
    if (this.#streamId) this.api.look(this.#streamId, this.#openId).catch(() => {});
  }

  #takeEvent(event) {
    if (event.data?.client_message_id) this.outbox.remove(event.data.client_message_id);
    this.conversation.log.add([event]);
    if (event.kind === "status") this.#loadOpen.soon();
  }

  /** @param {import("./route.js").Route} route */
  #follow({ conversationId, pane, page }) {
    this.dataset.pane = pane;
    this.nav.page = page;
    this.#showPage(page);
    if (conversationId === this.#openId) return;
    this.#openId = conversationId;
    this.#detail = null;
    this.queue.openId = conversationId;
    this.queue.markRead(conversationId);
    this.conversation.forget();
    this.#look();
    this.#loadOpen.cancel();
    if (conversationId) this.#loadOpen.run();
    else this.#showEmpty();
  }

  /** A page is loaded when it is first wanted, and made anew each time. @param {string|null} name */
  async #showPage(name) {
    if (this.page.dataset.name === (name ?? "")) return;
    this.page.dataset.name = name ?? "";
    this.page.replaceChildren();
    if (name === null) return;
    await PAGES[name].load();
    if (this.page.dataset.name !== name) return;
    const page = document.createElement(PAGES[name].element);
    this.page.replaceChildren(page);
    page.start({ api: this.api, agent: this.agent, choices: this.choices });
  }

  #showQueue(queue) {
    this.line.textContent = "";
    setServerTime(queue.server_time);
    this.queue.queue = queue;
    this.offer.offered = queue.offered;
    this.availability.me = queue.me;
    if (!document.hidden) this.queue.markRead(this.#openId);
    this.alerts.waiting = queue.pages.waiting.total;
    this.#callForNew(queue);
    if (!this.#openId) this.#showEmpty();
  }

  /** Calls the agent for somebody who has begun to wait, and for news in one of their own conversations. */
  #callForNew({ offered, waiting, mine }) {
    const asked = offered ? [[offered.item, `offered:${offered.assignment_id}`, t("alerts.offered")]] : [];
    const firstPage = this.queue.wanted.waiting === 1 ? waiting : [];
    const news = [...asked, ...firstPage.map((item) => [item, `waiting:${item.handoff_id}`, t("alerts.waits")]), ...mine.filter((item) => item.unread).map((item) => [item, `mine:${item.conversation_id}:${item.last_at}`, t("alerts.wrote")])];
    const looking = (id) => id === this.#openId && !document.hidden;
    const fresh = this.#called && news.find(([item, key]) => !this.#called.has(key) && !looking(item.conversation_id));
    this.#called = new Set(news.map(([, key]) => key));
    if (fresh) this.alerts.call(`${fresh[0].customer?.name || t("queue.visitor")} ${fresh[2]}`, fresh[0].headline, () => go(fresh[0].conversation_id));
  }

  #showQueueProblem(error) {
    if (error.status !== 401) this.line.textContent = error.detail || t("app.reconnecting");
  }

  #showDetail(detail) {
    if (detail.conversation_id !== this.#openId) return;
    this.#detail = detail;
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
    this.api.readMentions(id).then(() => this.mentions.soon()).catch(() => this.#mentionsRead.delete(id));
  }

  #showPending() {
    this.conversation.log.setPending(this.outbox.of(this.#openId));
  }

  /** A refusal mostly means that the conversation has moved on: it is fetched again. */
  #showSending() {
    this.#showPending();
    if (this.outbox.of(this.#openId).some(({ state }) => ["failed", "stale"].includes(state))) this.#loadOpen.soon();
  }

  #showEmpty() {
    this.dataset.open = "false";
    this.card.clear();
    this.empty.replaceChildren(emptyState(this.queue.queue, (id) => this.#claim(id)));
  }

  #showLoadProblem(error) {
    if (error.status === 401 || this.#detail) return;
    this.dataset.open = "false";
    this.card.clear();
    const again = el("button", { class: "button", type: "button", onclick: () => this.#loadOpen.run() }, t("app.again"));
    const words = error.status === 404 ? t("conversation.unknown") : t("conversation.load_failed");
    this.empty.replaceChildren(el("p", {}, words), error.status === 404 ? "" : again);
  }

  #step(step) {
    const id = this.queue.neighbour(step);
    if (!id) return;
    go(id);
    this.queue.focusOn(id);
  }

  #write(kind) {
    if (!this.#detail) return;
    if (this.dataset.pane === "summary") go(this.#openId);
    this.conversation.composer.write(kind);
  }

  async #claim(conversationId) {
    const item = this.queue.queue.waiting.find((waiting) => waiting.conversation_id === conversationId);
    const handoffId = item?.handoff_id ?? (this.#detail?.owner === "waiting" ? this.#detail.handoff?.id : null);
    if (!handoffId) return;
    try {
      await this.api.claim(handoffId);
      this.#writeWhenMine = true;
      go(conversationId);
    } catch (error) {
      if (error.status === 401) return;
      notice(error.detail || t(error.code === "already_claimed" ? "claim.taken" : "app.failed"));
    }
    this.#loadQueue.run();
    if (conversationId === this.#openId) this.#loadOpen.run();
  }

  get #isMine() {
    return this.#detail?.owner === "agent" && this.#detail.agent?.id === this.agent.id;
  }

  #named({ text, data }) {
    this.mentions.soon();
    this.alerts.call(t("alerts.named", { name: data.agent.name }), text, () => this.mentions.open());
  }

  /** Opens a conversation at one of its messages. */
  #openAt(id, offset) {
    this.#showAt = offset;
    if (id === this.#openId && this.#detail) this.#showDetail(this.#detail);
    go(id);
  }

  async #passOn() {
    if (!this.#isMine) return;
    const id = this.#openId;
    const name = customerName(this.#detail);
    const colleagues = await this.api.colleagues().catch(() => null);
    if (!colleagues) return notice(t("app.failed"));
    const done = await askTransfer(name, colleagues, (body) => this.api.transfer(id, body));
    if (done) this.#finished(t("transfer.done"));
  }

  #search() {
    askSearch(this.choices, (wanted) => this.api.search(wanted), ({ conversation_id: id, offset }) => this.#openAt(id, offset));
  }

  async #offers() {
    if (!this.#detail) return;
    const id = this.#openId;
    const state = await askOffers(customerName(this.#detail), this.#isMine, () => this.api.offers(id), (body) => this.api.grant(id, body));
    if (state) this.#finished(t(`offers.${state}`));
  }

  async #snooze() {
    if (!this.#isMine) return;
    const id = this.#openId;
    const done = await askSnooze(customerName(this.#detail), (body) => this.api.snooze(id, body));
    if (done) this.#finished(t("snooze.done"));
  }

  async #wake() {
    await this.api.wake(this.#openId).catch((error) => notice(error.detail || t("app.failed")));
    this.refresh();
  }

  async #answerOffer(id, accepted) {
    try {
      const taken = accepted ? await this.api.acceptOffer(id) : await this.api.declineOffer(id);
      if (taken) {
        this.#writeWhenMine = true;
        go(taken.conversation_id);
      }
    } catch (error) {
      if (error.status !== 401) notice(error.detail || t("app.failed"));
    }
    this.refresh();
  }

  async #setAvailable(available) {
    try {
      await this.api.setAvailable(available);
    } catch (error) {
      if (error.status !== 401) notice(error.detail || t("app.failed"));
    }
    this.#loadQueue.run();
  }

  async #giveBack() {
    const id = this.#openId;
    const done = await askReturn(customerName(this.#detail), (body) => this.api.giveBack(id, body));
    if (done) this.#finished(t("return.done"));
  }

  async #resolve() {
    const id = this.#openId;
    const done = await askResolve(this.choices, (body) => this.api.resolve(id, body));
    if (done) this.#finished(t("resolve.done"));
  }

  #finished(words) {
    notice(words);
    this.refresh();
  }
}

function iconButton(key, path, onclick) {
  return el("button", { class: "icon-button", type: "button", title: t(key), "aria-label": t(key), onclick }, icon(path));
}

customElements.define("desk-workplace", DeskWorkplace);
