/** Messages on their way to the front desk: in order, each exactly once, safe across lost lines, ended sessions and reloads. */

import { backoffMs, pause } from "../shared/backoff.js";
import { Unreachable } from "../shared/request.js";

const PREFIX = "helpline.desk.outbox";

/**
 * @typedef {object} Pending
 * @property {string} clientMessageId the same at every try, so that the front desk takes it once
 * @property {string} conversationId
 * @property {"message"|"note"} kind
 * @property {string} text
 * @property {number} readThrough offset up to which the agent had read
 * @property {string} at ISO time
 * @property {"sending"|"retrying"|"signed_out"|"held"|"stale"|"failed"|"sent"} state held: found after a reload, the agent decides;
 *   stale: the customer has written since;
 *   sent: the front desk has it, the log will show it in a moment
 * @property {string} [problem] why it failed, in words for the agent
 */

/** Fires `change` with the conversation id as `detail`. */
export class Outbox extends EventTarget {
  #pending = [];
  #busy = new Set();
  #again = new AbortController();

  /** @param {import("./api.js").AgentApi} api @param {Storage} storage @param {string} agentId */
  constructor(api, storage, agentId) {
    super();
    this.api = api;
    this.storage = storage;
    this.prefix = `${PREFIX}.${agentId}.`;
    this.#restore();
  }

  /** @param {string} conversationId @returns {Pending[]} */
  of(conversationId) {
    return this.#pending.filter((pending) => pending.conversationId === conversationId);
  }

  send(conversationId, kind, text, readThrough) {
    const pending = { clientMessageId: crypto.randomUUID(), conversationId, kind, text, readThrough, at: new Date().toISOString(), state: "sending" };
    this.#pending.push(pending);
    this.storage.setItem(this.prefix + pending.clientMessageId, JSON.stringify(pending));
    this.#changed(conversationId);
    this.#work(conversationId);
  }

  /** @param {string} clientMessageId @param {number} readThrough what the agent has read meanwhile */
  retry(clientMessageId, readThrough) {
    const pending = this.#find(clientMessageId);
    Object.assign(pending, { state: "sending", readThrough });
    this.#changed(pending.conversationId);
    this.#work(pending.conversationId);
  }

  /** Takes a message out, because it stands in the log or because the agent took it back. @returns {Pending|undefined} */
  remove(clientMessageId) {
    const pending = this.#find(clientMessageId);
    if (!pending) return undefined;
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    this.storage.removeItem(this.prefix + clientMessageId);
    this.#changed(pending.conversationId);
    return pending;
  }

  /** The line or the session is back: whatever waits is tried at once. */
  resume() {
    this.#again.abort();
    this.#again = new AbortController();
    for (const pending of this.#pending) {
      if (pending.state === "signed_out") pending.state = "sending";
    }
    for (const id of new Set(this.#pending.map((pending) => pending.conversationId))) {
      this.#changed(id);
      this.#work(id);
    }
  }

  async #work(conversationId) {
    if (this.#busy.has(conversationId)) return;
    this.#busy.add(conversationId);
    for (let failures = 0; ; ) {
      const next = this.of(conversationId).find((pending) => ["sending", "retrying"].includes(pending.state));
      if (!next) break;
      const waitMs = await this.#try(next, failures);
      failures = waitMs === null ? 0 : failures + 1;
      if (waitMs !== null) await pause(waitMs, this.#again.signal);
    }
    this.#busy.delete(conversationId);
  }

  /** One try. @returns {Promise<number|null>} how long to wait before the next one; null when there is none */
  async #try(pending, failures) {
    const { clientMessageId, conversationId, kind, text, readThrough } = pending;
    try {
      await this.api.send(conversationId, { client_message_id: clientMessageId, text, kind, read_through: readThrough });
      this.storage.removeItem(this.prefix + clientMessageId);
      pending.state = "sent";
      this.#changed(conversationId);
      return null;
    } catch (error) {
      const passing = error instanceof Unreachable || error.passing;
      pending.state = passing ? "retrying" : error.status === 401 ? "signed_out" : error.code === "stale" ? "stale" : "failed";
      pending.problem = error.detail ?? "";
      this.#changed(conversationId);
      return passing ? Math.max(backoffMs(failures + 1), (error.retryAfterSecs ?? 0) * 1000) : null;
    }
  }

  #restore() {
    for (const key of Object.keys(this.storage).filter((name) => name.startsWith(this.prefix))) {
      this.#pending.push({ ...JSON.parse(this.storage.getItem(key)), state: "held" });
    }
    this.#pending.sort((a, b) => a.at.localeCompare(b.at));
  }

  #find(clientMessageId) {
    return this.#pending.find((pending) => pending.clientMessageId === clientMessageId);
  }

  #changed(conversationId) {
    this.dispatchEvent(new CustomEvent("change", { detail: conversationId }));
  }
}
