/**
 * Follows the log of one conversation: by stream while that works, else by asking again and again,
 * and always from the last offset that was heard.
 */

import { backoffMs, pause } from "../shared/backoff.js";
import { Problem } from "../shared/request.js";
import { readStream } from "../shared/sse.js";

const STREAM_REST_MS = 60_000;
const FRESH_MS = 15 * 60_000;
const STALE_MS = 24 * 3_600_000;

/** Whether the server said that it does not know the conversation, or not with this token. */
export function isGone(error) {
  return error instanceof Problem && (error.status === 401 || error.status === 404);
}

/** By stream or, every so often, by asking: closely while somebody looks or waits, hardly at all once the talk is old. */
export function paceOf({ events, watched, owner }, shown = document.visibilityState === "visible") {
  const age = Date.now() - Date.parse(events.at(-1)?.at ?? 0);
  const awaited = watched || age < FRESH_MS || owner === "waiting" || owner === "agent";
  if (awaited) return { stream: shown, pollMs: shown ? 3_000 : 20_000 };
  return { stream: false, pollMs: age < STALE_MS ? 60_000 : STALE_MS };
}

/**
 * Tells a listener: onEvents(events, whether they were said this moment), onOwner(owner, agent or undefined when not said), onTyping(author, typing),
 * onPromises() when what is promised may have changed, onLine(whether the server can be reached), onGone(). Asks it: after(), the last offset it has, and pace(), how closely
 * to follow just now: {stream, pollMs}.
 */
export class Follower {
  #client;
  #conversation;
  #listener;
  #stopped = new AbortController();
  #step = new AbortController();
  #streamRestsUntil = 0;
  #lineFailures = 0;

  constructor(client, conversation, listener) {
    this.#client = client;
    this.#conversation = conversation;
    this.#listener = listener;
  }

  /** Runs until stop() or until the conversation is gone. The whole log so far comes first, in one go. */
  async run() {
    while (!this.#stopped.signal.aborted) {
      this.#step = new AbortController();
      try {
        await this.#follow(this.#step.signal);
      } catch (error) {
        if (this.#stopped.signal.aborted) return;
        if (isGone(error)) {
          this.#listener.onGone();
          return;
        }
        this.#lineFailures += 1;
        this.#listener.onLine(false);
        await pause(Math.max((error.retryAfterSecs ?? 0) * 1000, backoffMs(this.#lineFailures)), this.#step.signal);
      }
    }
  }

  /** Looks again at once and at the pace that now holds: the line came back, the panel opened, the tab was shown. */
  nudge() {
    this.#step.abort();
  }

  stop() {
    this.#stopped.abort();
    this.#step.abort();
  }

  async #follow(signal) {
    await this.#catchUp();
    const { stream, pollMs } = this.#listener.pace();
    if (stream && Date.now() >= this.#streamRestsUntil) await this.#stream(signal);
    else await pause(pollMs, signal);
  }

  async #catchUp() {
    for (let more = true, news = this.#listener.after() === 0; more; ) {
      const answer = await this.#client.ask(this.#conversation, `events?after=${this.#listener.after()}`);
      if (this.#stopped.signal.aborted) return;
      this.#lineFailures = 0;
      this.#listener.onLine(true);
      this.#listener.onEvents(answer.events);
      more = answer.more && answer.events.length > 0;
      news ||= answer.events.length > 0;
      if (more) continue;
      this.#listener.onOwner(answer.owner);
      if (news) this.#listener.onPromises();
    }
  }

  /** A stream of which nothing is heard is held back on its way: then asking is quicker, for a while. */
  async #stream(signal) {
    let heard = false;
    const { url, headers } = this.#client.stream(this.#conversation);
    try {
      await readStream(url, {
        headers,
        signal,
        lastEventId: this.#listener.after(),
        onOpen: () => (heard = true),
        onRecord: (record) => this.#hear(record),
      });
      await pause(500, signal);
    } catch (error) {
      if (error instanceof Problem && !error.passing) throw error;
      if (!heard) this.#streamRestsUntil = Date.now() + STREAM_REST_MS;
      await pause(backoffMs(1), signal);
    }
  }

  #hear({ event, data }) {
    const told = JSON.parse(data);
    if (event === "log") this.#listener.onEvents([told], true);
    else if (event === "typing") this.#listener.onTyping(told.author, told.typing);
    else if (event === "promises") this.#listener.onPromises();
    else if (event === "owner") this.#listener.onOwner(told.owner, told.agent);
  }
}
