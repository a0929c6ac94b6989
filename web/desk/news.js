/** What is new in the queue and worth calling the agent for: an offer, somebody who has begun to wait, words in one's own conversation. */

import { go } from "./route.js";
import { t } from "./texts.js";

export class News {
  #known = null;

  /** @param {import("./alerts.js").Alerts} alerts */
  constructor(alerts) {
    this.alerts = alerts;
  }

  /**
   * Calls once for what was not there before; never for what was there at the beginning.
   * @param {object} queue as the agent API gives it
   * @param {string|null} openId of the conversation before the agent
   */
  take(queue, openId) {
    const found = newsOf(queue);
    const seen = ({ item }) => item.conversation_id === openId && !document.hidden;
    const fresh = this.#known && found.find((news) => !this.#known.has(news.key) && !seen(news));
    this.#known = new Set(found.map(({ key }) => key));
    if (!fresh) return;
    const { item, words } = fresh;
    this.alerts.call(`${item.customer?.name || t("queue.visitor")} ${words}`, item.headline, () => go(item.conversation_id));
  }
}

/** Only the first page of those who wait is new: leafing on brings nobody. */
function newsOf({ offered, waiting, mine, pages }) {
  const asked = offered ? [{ item: offered.item, key: `offered:${offered.assignment_id}`, words: t("alerts.offered") }] : [];
  const begun = pages.waiting.page === 1 ? waiting.map((item) => ({ item, key: `waiting:${item.handoff_id}`, words: t("alerts.waits") })) : [];
  const wrote = mine.filter(({ unread }) => unread).map((item) => ({ item, key: `mine:${item.conversation_id}:${item.last_at}`, words: t("alerts.wrote") }));
  return [...asked, ...begun, ...wrote];
}
