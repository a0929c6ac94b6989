/** The live stream of the desk: what changes in the queue and in the conversations. */

import { backoffMs } from "../shared/backoff.js";

const NAMES = ["page", "queue", "items", "log", "typing", "summary", "presence"];

/**
 * Fires `page`, `queue`, `items`, `log`, `typing`, `summary`, `presence` with the record's data as `detail`; `open` whenever the line stands (again), so that
 * what was missed can be fetched; `lost` when it breaks; `ended` when nobody is signed in any more. EventSource comes back by itself after a broken line, not after a refusal.
 */
export class Live extends EventTarget {
  #source = null;
  #timer = 0;
  #failures = 0;

  /** @param {string} url @param {() => Promise<unknown>} checkSession rejects when nobody is signed in */
  constructor(url, checkSession) {
    super();
    this.url = url;
    this.checkSession = checkSession;
  }

  start() {
    this.stop();
    const source = new EventSource(this.url);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.dispatchEvent(new Event("open"));
    };
    source.onerror = () => {
      this.dispatchEvent(new Event("lost"));
      if (source.readyState === EventSource.CLOSED) this.#startLater();
    };
    for (const name of NAMES) {
      source.addEventListener(name, ({ data }) => this.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(data) })));
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #startLater() {
    this.#failures += 1;
    this.#timer = setTimeout(async () => {
      try {
        await this.checkSession();
      } catch (error) {
        if (error.status === 401) return this.dispatchEvent(new Event("ended"));
      }
      this.start();
    }, backoffMs(this.#failures));
  }
}
