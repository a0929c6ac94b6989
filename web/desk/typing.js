/** Telling the customer that the agent is writing: at the first key, renewed while they write, withdrawn when they stop. */

const RENEW_MS = 4000;
const IDLE_MS = 5000;

/** @param {(typing: boolean) => void} tell */
export class TypingSignal {
  #toldAt = 0;
  #idleTimer = 0;

  constructor(tell) {
    this.tell = tell;
  }

  key() {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.stop(), IDLE_MS);
    if (Date.now() - this.#toldAt < RENEW_MS) return;
    this.#toldAt = Date.now();
    this.tell(true);
  }

  stop() {
    clearTimeout(this.#idleTimer);
    if (this.#toldAt === 0) return;
    this.#toldAt = 0;
    this.tell(false);
  }
}
