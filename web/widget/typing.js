/** Typing signs, both ways: who is writing to the customer, and telling the other side that the customer is. (H1) */

const LASTS_MS = 20_000;
const TELL_EVERY_MS = 2_000;

export class TypingSigns {
  #changed;
  #timer = 0;
  #told = 0;
  /** "assistant" or "agent" while they write */
  author = null;

  constructor(changed) {
    this.#changed = changed;
  }

  /** A sign that is never taken back fades by itself. */
  show(author) {
    clearTimeout(this.#timer);
    if (author) this.#timer = setTimeout(() => this.show(null), LASTS_MS);
    if (author === this.author) return;
    this.author = author;
    this.#changed();
  }

  /** Whether the other side is to be told now: at most every other second, and once at the end. */
  isNews(typing) {
    const news = typing ? Date.now() - this.#told > TELL_EVERY_MS : this.#told > 0;
    if (news) this.#told = typing ? Date.now() : 0;
    return news;
  }

  /** A message was sent: it says itself that the typing is over. */
  sent() {
    this.#told = 0;
  }
}
