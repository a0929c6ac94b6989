/** What the widget says: one JSON file for each language, keyed alike. */

import { requestJson } from "../shared/request.js";

const FALLBACK = "en";

/**
 * Loads the texts of a language, over those of the fallback so that no key is ever missing.
 * @throws {Unreachable|Problem} not even the fallback is there
 */
export async function loadTexts(language) {
  const primary = language.split("-")[0].toLowerCase();
  const [fallback, own] = await Promise.all([
    fileOf(FALLBACK),
    primary === FALLBACK ? {} : fileOf(primary).catch(() => ({})),
  ]);
  const texts = { ...fallback, ...own };
  return (key, values = {}) => {
    return texts[key].replace(/\{(\w+)\}/gu, (_, name) => String(values[name] ?? ""));
  };
}

function fileOf(language) {
  return requestJson(new URL(`./texts/${language}.json`, import.meta.url).href);
}
