/** What an agent has begun to write, kept in the browser for each conversation until it is sent. */

const PREFIX = "helpline.desk.draft";
const MAX_AGE_MS = 14 * 24 * 3600 * 1000;

/** A reply and a private note are two drafts: what was meant for colleagues can never turn into a message by a toggle. */
export class Drafts {
  /** @param {Storage} storage @param {string} agentId drafts belong to who wrote them @param {() => number} now */
  constructor(storage, agentId, now = Date.now) {
    this.storage = storage;
    this.prefix = `${PREFIX}.${agentId}.`;
    this.now = now;
  }

  /** @param {string} conversationId @param {"message"|"note"} kind @returns {string} */
  read(conversationId, kind) {
    return this.#parse(this.#key(conversationId, kind))?.text ?? "";
  }

  write(conversationId, kind, text) {
    const key = this.#key(conversationId, kind);
    if (text === "") this.storage.removeItem(key);
    else this.storage.setItem(key, JSON.stringify({ text, at: this.now() }));
  }

  /** Drafts that nobody came back to are forgotten: they may hold personal data. */
  forgetOld() {
    for (const key of Object.keys(this.storage)) {
      if (!key.startsWith(`${PREFIX}.`)) continue;
      const draft = this.#parse(key);
      if (!draft || this.now() - draft.at > MAX_AGE_MS) this.storage.removeItem(key);
    }
  }

  #key(conversationId, kind) {
    return `${this.prefix}${conversationId}.${kind}`;
  }

  #parse(key) {
    try {
      return JSON.parse(this.storage.getItem(key));
    } catch {
      return null;
    }
  }
}
