/** The words that agents read, from texts/en.json: none of them stands in the code. */

let texts = {};
let plural = new Intl.PluralRules("en");

/** BCP 47 name of the language that dates, numbers and words are written in. */
export let locale = "en";

/**
 * Reads the words once, before anything is shown.
 * @param {string} url
 */
export async function loadTexts(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The texts of the desk are missing: ${url} answered ${response.status}.`);
  texts = await response.json();
  locale = texts.locale;
  plural = new Intl.PluralRules(locale);
}

/**
 * The words for a key, with `{names}` filled in. Where the words depend on a number, `values.count` chooses them.
 * @param {string} key "queue.waiting"
 * @param {Record<string, string|number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = find(key);
  const words = typeof found === "object" ? (found[plural.select(values.count)] ?? found.other) : found;
  if (words === undefined) throw new Error(`texts/en.json has no words for "${key}".`);
  return words.replace(/\{(\w+)\}/gu, (whole, name) => String(values[name] ?? whole));
}

/**
 * Words for a value of the agent API; where the texts have none, the value itself, made readable.
 * @param {string} group "card.outcome"
 * @param {string|null|undefined} value
 * @returns {string}
 */
export function words(group, value) {
  const known = find(`${group}.${value}`);
  return typeof known === "string" ? known : String(value ?? "").replaceAll("_", " ");
}

/** A headline whose lines never begin with a dot, nor end between a word and its number. @param {string} headline "Refund · order 1042" */
export function wellBroken(headline) {
  return headline.replaceAll(" · ", "\u00a0· ").replace(/ (?=\d)/gu, "\u00a0");
}

function find(key) {
  return key.split(".").reduce((part, name) => (part && Object.hasOwn(part, name) ? part[name] : undefined), texts);
}
