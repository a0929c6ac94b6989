/**
 * One customer's conversation as the page sees it: what was said, who has it, what is on its way.
 * It knows nothing of elements; whoever shows it listens for "change".
 */

import { backoffMs, pause } from "../shared/backoff.js";
import { Problem, Unreachable } from "../shared/request.js";
import { Arrivals } from "./arrivals.js";
import { Follower, isGone, paceOf } from "./follower.js";
import { Outbox } from "./outbox.js";
import { TypingSigns } from "./typing.js";

export const SPEAK_TO_HUMAN = "/speak_to_human";
const SIGN_FIRST_MS = 400;

export class Chat extends EventTarget {
  #client;
  #store;
  #language;
  #userToken;
  #conversation = null;
  #follower = null;
  #starting = null;
  #outbox;
  #renewals = 0;
  #signs = new TypingSigns(() => this.#changed());
  #arrivals = new Arrivals((events) => this.#add(events));
  #wake = new AbortController();
  #ended = new AbortController();
  #telling = Promise.resolve();

  events = [];
  /** "assistant", "waiting", "agent" or "closed" */
  owner = "assistant";
  /** {name} of who has the conversation while the owner is "agent" */
  agent = null;
  /** What was promised here, soonest first. */
  promises = [];
  /** Whether the server can be reached, as far as we know. */
  live = true;
  /** Whether the log has been read up to now: what comes after is new. */
  current = false;
  /** Whether this conversation replaces one that the server no longer knew. */
  renewed = false;
  /** Whether the panel is open. */
  watched = false;

  constructor(client, store, language, userToken) {
    super();
    this.#client = client;
    this.#store = store;
    this.#language = language;
    this.#userToken = userToken;
    const { signal } = this.#ended;
    this.#outbox = new Outbox(store, (entry) => this.#deliver(entry), () => this.#changed(), signal);
    addEventListener("online", () => this.#nudge(), { signal });
    addEventListener("offline", () => this.#lineIs(false), { signal });
    document.addEventListener("visibilitychange", () => this.#follower?.nudge(), { signal });
    store.onOtherTab(() => this.#otherTab(), signal);
  }

  /** Carries on with the conversation that the browser remembers, if there is one. */
  resume() {
    const stored = this.#store.conversation();
    if (stored) this.#follow(stored);
    if (this.#store.unsent().length > 0) this.#outbox.flush();
  }

  /** The customer opened or closed the panel; the first opening begins the conversation. */
  watch(watched) {
    this.watched = watched;
    if (watched) this.#begin();
    this.#follower?.nudge();
    this.#changed();
  }

  say(text) {
    this.#signs.sent();
    this.renewed = false;
    this.#outbox.add({ text });
  }

  press({ payload, title }) {
    this.#outbox.add({ payload, title });
  }

  get outgoing() {
    const entries = this.#outbox.entries;
    if (this.live) return entries;
    return entries.map((entry) => (entry.delivery === "sending" ? { ...entry, delivery: "waiting" } : entry));
  }

  retry(id) {
    this.#outbox.retry(id);
  }

  discard(id) {
    this.#outbox.discard(id);
  }

  tellTyping(typing) {
    if (!this.#conversation || !this.live || !this.#signs.isNews(typing)) return;
    this.#telling = this.ask("typing", { method: "POST", json: { typing } }).catch(() => {});
  }

  get rated() {
    return this.#store.rated();
  }

  /** @throws {Unreachable|Problem} */
  async rate(offset, score, comment) {
    await this.ask("rating", { method: "POST", json: { score, comment: comment || undefined } });
    this.#store.markRated(offset);
    this.#changed();
  }

  /** @throws {Unreachable|Problem} */
  ask(part, init) {
    return this.#client.ask(this.#conversation, part, init);
  }

  transcript() {
    return this.#client.transcript(this.#conversation);
  }

  /** "assistant" or "agent" while they write */
  get typing() {
    return this.#arrivals.waiting.length > 0 ? "assistant" : this.#signs.author;
  }

  /** Whether the assistant has what was said last, and is not writing yet. */
  get listening() {
    const last = this.events.findLast(({ data }) => data.type !== "listening");
    return this.owner === "assistant" && this.live && !this.typing && last?.kind === "message" && last.author === "customer";
  }

  get started() {
    return this.#conversation !== null;
  }

  /** How many messages from the other side the customer has not had before their eyes. */
  get unread() {
    const seen = this.#store.seen();
    return this.events.filter(({ offset, author, kind }) => offset > seen && kind === "message" && author !== "customer").length;
  }

  markSeen() {
    const last = this.events.at(-1)?.offset ?? 0;
    if (last > this.#store.seen()) {
      this.#store.markSeen(last);
      this.#changed();
    }
  }

  /** Puts the closed conversation away and begins another. */
  startOver() {
    this.#putAway();
    this.#begin();
  }

  /** Stops everything; what is unsent stays stored. */
  end() {
    this.#ended.abort();
    this.#wake.abort();
    this.#follower?.stop();
    this.#arrivals.drop();
  }

  /** Makes the conversation if there is none; tries until it works. One tab makes it, the others find it. */
  #begin() {
    this.#starting ??= this.#create().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #create() {
    if (this.#renewals > 1) await pause(backoffMs(this.#renewals));
    for (let failures = 1; !this.#conversation && !this.#ended.signal.aborted; failures += 1) {
      try {
        await this.#findOrMake();
      } catch (error) {
        this.live = false;
        this.#changed();
        this.#wake = new AbortController();
        await pause(Math.max((error.retryAfterSecs ?? 0) * 1000, backoffMs(failures)), this.#wake.signal);
      }
    }
  }

  async #findOrMake() {
    const make = async () => {
      const found = this.#store.conversation() ?? (await this.#made());
      this.#store.keepConversation(found);
      this.#follow(found);
    };
    await (navigator.locks ? navigator.locks.request(`${this.#store.prefix}create`, make) : make());
  }

  /** A website's token that has run out must not keep anybody from being heard. */
  async #made() {
    try {
      return await this.#client.create(this.#language, this.#userToken);
    } catch (error) {
      if (!this.#userToken || !(error instanceof Problem) || error.passing) throw error;
      return this.#client.create(this.#language, null);
    }
  }

  #follow(conversation) {
    if (this.#conversation?.id === conversation.id) return;
    this.#follower?.stop();
    this.#conversation = conversation;
    this.events = [];
    this.promises = [];
    this.current = false;
    this.#follower = new Follower(this.#client, conversation, {
      after: () => this.#lastOffset(),
      pace: () => paceOf(this),
      onEvents: (events, fresh) => this.#take(events, fresh && this.watched),
      onOwner: (owner, agent) => this.#ownedBy(owner, agent),
      onPromises: () => this.#fetchPromises(conversation),
      onTyping: (author, typing) => this.#signs.show(typing ? author : null),
      onLine: (live) => this.#lineIs(live),
      onGone: () => this.#renew(),
    });
    this.#follower.run();
    this.#changed();
  }

  /** Offsets only grow: what is not beyond the last one has been heard before. */
  #take(events, fresh) {
    const last = this.#lastOffset();
    this.#arrivals.take(events.filter(({ offset }) => offset > last), fresh);
    this.#changed();
  }

  #add(events) {
    this.events = [...this.events, ...events];
    for (const { data, author } of events) {
      if (data.client_message_id) this.#outbox.arrived(data.client_message_id);
      if (author === this.#signs.author) this.#signs.show(null);
    }
    this.#changed();
  }

  #ownedBy(owner, agent) {
    this.owner = owner;
    if (owner !== "agent") this.agent = null;
    else this.agent = agent ?? this.events.findLast(({ data }) => data.agent)?.data.agent ?? this.agent;
    if (owner === "closed") this.#signs.show(null);
    this.current = true;
    this.#changed();
  }

  /** What is promised is told beside the log; without it the conversation goes on. */
  async #fetchPromises(conversation) {
    const told = await this.ask("promises").catch(() => null);
    if (!told || conversation !== this.#conversation) return;
    this.promises = told.promises;
    this.#changed();
  }

  #lineIs(live) {
    if (live) this.#renewals = 0;
    if (live === this.live) return;
    this.live = live;
    if (live) this.#outbox.flush();
    else this.#signs.show(null);
    this.#changed();
  }

  async #deliver(entry) {
    await this.#begin();
    const conversation = this.#conversation;
    if (!conversation) throw new Unreachable(); // the chat has ended
    const { id, text, payload } = entry;
    await this.#signsFirst();
    try {
      await this.#client.ask(conversation, "messages", { method: "POST", json: { client_message_id: id, ...(payload ? { payload } : { text }) } });
      this.#lineIs(true);
    } catch (error) {
      if (error instanceof Unreachable) this.#lineIs(false);
      if (!isGone(error)) throw error;
      if (conversation === this.#conversation) this.#renew();
      throw new Unreachable(); // another begins, and takes it
    }
  }

  /** A sign that comes after the message that ended the typing would say that more is coming. */
  #signsFirst() {
    return Promise.race([this.#telling, pause(SIGN_FIRST_MS)]);
  }

  /** The server does not know our conversation any more: another begins, with everything that is still unsent. */
  #renew() {
    this.#putAway();
    this.renewed = true;
    this.#renewals += 1;
    if (this.watched || this.#store.unsent().length > 0) this.#begin();
    this.#changed();
  }

  #putAway() {
    this.#follower?.stop();
    this.#follower = null;
    this.#arrivals.drop();
    this.#signs.show(null);
    this.#conversation = null;
    this.#store.forgetConversation();
    this.#outbox.dropButtons(SPEAK_TO_HUMAN);
    Object.assign(this, { events: [], promises: [], owner: "assistant", agent: null, current: false, renewed: false });
    this.#changed();
  }

  #otherTab() {
    const stored = this.#store.conversation();
    if (stored && stored.id !== this.#conversation?.id && (this.#conversation || this.watched)) this.#follow(stored);
    if (this.#store.unsent().length > 0) this.#outbox.flush();
    this.#changed();
  }

  #nudge() {
    this.#wake.abort();
    this.#follower?.nudge();
    this.#outbox.flush();
  }

  #lastOffset() {
    return (this.#arrivals.waiting.at(-1) ?? this.events.at(-1))?.offset ?? 0;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
