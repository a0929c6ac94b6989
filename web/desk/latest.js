/** Fetching the same thing again and again: bursts become one, only the newest answer counts, passing failures are tried again. */

import { backoffMs } from "../shared/backoff.js";
import { Unreachable } from "../shared/request.js";

export class Latest {
  #asked = 0;
  #failures = 0;
  #timer = 0;

  /**
   * @template T
   * @param {() => Promise<T>} load
   * @param {(value: T) => void} show
   * @param {number} settleMs how long `soon` waits, so that a burst of changes is one fetch
   * @param {(error: Error) => void} [onError]
   */
  constructor(load, show, settleMs, onError = () => {}) {
    Object.assign(this, { load, show, settleMs, onError });
  }

  async run() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#asked += 1;
    const mine = this.#asked;
    try {
      const value = await this.load();
      if (mine !== this.#asked) return;
      this.#failures = 0;
      this.show(value);
    } catch (error) {
      if (mine !== this.#asked) return;
      if (error instanceof Unreachable || error.passing) this.#again();
      this.onError(error);
    }
  }

  /** What is on its way is no longer wanted. */
  cancel() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#asked += 1;
  }

  #again() {
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.run(), backoffMs(this.#failures));
  }

  /** Once what happens now has settled. */
  soon() {
    this.#timer ||= setTimeout(() => this.run(), this.settleMs);
  }
}
