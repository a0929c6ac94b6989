/**
 * Messages on their way out: in order, one at a time, and kept until the server has them.
 * Tabs take turns by a lock; where a browser has none, the server's idempotency makes a double harmless.
 */

import { backoffMs, pause } from "../shared/backoff.js";
import { Problem, Unreachable } from "../shared/request.js";

export class Outbox {
  #store;
  #deliver;
  #changed;
  #ended;
  #failures = 0;
  #heldUntil = 0;
  #running = false;
  #again = false;
  #handed = new Map();
  #wake = new AbortController();

  /** Once `ended` is aborted nothing more is sent; what is unsent stays stored. */
  constructor(store, deliver, changed, ended) {
    this.#store = store;
    this.#deliver = deliver;
    this.#changed = changed;
    this.#ended = ended;
  }

  /** What the log does not show yet, oldest first, each with its `delivery`: sending, waiting, sent or failed. */
  get entries() {
    const handed = [...this.#handed.values()].map((entry) => ({ ...entry, delivery: "sent" }));
    const unsent = this.#store.unsent().filter(({ id }) => !this.#handed.has(id));
    return [...handed, ...unsent.map((entry) => ({ ...entry, delivery: this.#deliveryOf(entry) }))];
  }

  add(message) {
    this.#store.addUnsent({ id: newId(), at: new Date().toISOString(), ...message });
    this.#changed();
    this.flush();
  }

  /** Sends one again that the server refused. */
  retry(id) {
    const entry = this.#store.unsent().find((unsent) => unsent.id === id);
    if (entry) this.#store.changeUnsent({ ...entry, refused: undefined });
    this.#changed();
    this.flush();
  }

  discard(id) {
    this.#store.removeUnsent(id);
    this.#changed();
  }

  /** Buttons belong to the conversation they were shown in; words, and the wish for a person, outlive it. */
  dropButtons(kept) {
    for (const { id, payload } of this.#store.unsent()) {
      if (payload && payload !== kept) this.#store.removeUnsent(id);
    }
    this.#handed.clear();
  }

  /** The log has this message: whatever we still thought about it, it has arrived. */
  arrived(id) {
    this.#handed.delete(id);
    this.#store.removeUnsent(id);
  }

  /** Sends all there is; called again while at it, or while waiting for the line, it starts over: at once, unless the server
   *  said when. */
  async flush() {
    this.#again = true;
    this.#wake.abort();
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && !this.#ended.aborted) await this.#attempt();
    } finally {
      this.#running = false;
    }
  }

  async #attempt() {
    this.#again = false;
    this.#wake = new AbortController();
    const heldMs = this.#heldUntil - Date.now();
    const waitMs = heldMs > 0 ? heldMs : await takingTurns(`${this.#store.prefix}outbox`, () => this.#sendAll());
    if (waitMs === 0) return;
    this.#again = true;
    await pause(waitMs, this.#wake.signal);
  }

  async #sendAll() {
    for (let entry = this.#next(); entry; entry = this.#next()) {
      try {
        await this.#deliver(entry);
        this.#handOver(entry);
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof Problem || error instanceof Unreachable)) throw error;
        if (error instanceof Unreachable || error.passing) {
          this.#failures += 1;
          this.#changed();
          this.#heldUntil = Date.now() + (error.retryAfterSecs ?? 0) * 1000;
          return backoffMs(this.#failures);
        }
        this.#store.changeUnsent({ ...entry, refused: error.detail });
      }
      this.#changed();
    }
    return 0;
  }

  /** Shown as sent until the log has it; the log may have been quicker than the answer. */
  #handOver(entry) {
    if (this.#store.unsent().some(({ id }) => id === entry.id)) this.#handed.set(entry.id, entry);
    this.#store.removeUnsent(entry.id);
  }

  #next() {
    return this.#store.unsent().find(({ refused }) => refused === undefined);
  }

  #deliveryOf(entry) {
    if (entry.refused !== undefined) return "failed";
    return this.#failures > 0 ? "waiting" : "sending";
  }
}

function takingTurns(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

/** crypto.randomUUID is missing on pages without TLS, getRandomValues is not. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
