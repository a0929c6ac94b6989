/** Messages of one turn arrive one after another, with time to read each; nothing else is ever held back. */

const LEAST_MS = 350;
const MOST_MS = 1_000;
const MS_A_CHARACTER = 9;

export class Arrivals {
  #show;
  #waiting = [];
  #timer = 0;
  #hasty = matchMedia("(prefers-reduced-motion: reduce)");

  /** `show` is given the events whose moment has come, in order. */
  constructor(show) {
    this.#show = show;
  }

  get waiting() {
    return this.#waiting;
  }

  /** `fresh`: said this moment, not read from the log. Whatever is not the assistant's brings along all before it. */
  take(events, fresh) {
    this.#waiting.push(...events);
    const gently = fresh && !this.#hasty.matches && !document.hidden && events.every(({ author }) => author === "assistant");
    if (!gently) this.#showAll();
    else if (!this.#timer) this.#showNext();
  }

  drop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
  }

  #showAll() {
    const events = this.#waiting;
    this.drop();
    this.#show(events);
  }

  #showNext() {
    const event = this.#waiting.shift();
    this.#timer = event && setTimeout(() => this.#showNext(), readingMs(event));
    if (event) this.#show([event]);
  }
}

function readingMs({ text }) {
  return Math.min(MOST_MS, LEAST_MS + MS_A_CHARACTER * (text ?? "").length);
}
