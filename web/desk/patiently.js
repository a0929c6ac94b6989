/** Waiting for the front desk while it is away: nothing can be shown before it has answered. */

import { backoffMs, pause } from "../shared/backoff.js";
import { el } from "../shared/dom.js";
import { t } from "./texts.js";

/**
 * Tries until the front desk answers, saying so meanwhile.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
export async function patiently(load) {
  const words = el("p", { class: "splash", role: "status" }, t("app.loading"));
  document.body.append(words);
  for (let failures = 1; ; failures += 1) {
    try {
      const value = await load();
      words.remove();
      return value;
    } catch (error) {
      words.textContent = error.detail || t("app.unreachable");
      await pause(backoffMs(failures));
    }
  }
}
