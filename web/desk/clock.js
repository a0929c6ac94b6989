/** Times on the desk, in its language and by the front desk's clock. */

import { relativeTime } from "../shared/relative.js";
import { clockTime, dayName } from "../shared/times.js";
import { el } from "../shared/dom.js";
import { locale, t } from "./texts.js";

let serverAheadMs = 0;

/** @param {string} serverTime ISO time that the front desk has just given */
export function setServerTime(serverTime) {
  serverAheadMs = new Date(serverTime).getTime() - Date.now();
}

/** @returns {Date} */
export function now() {
  return new Date(Date.now() + serverAheadMs);
}

/** "14:32" @param {string} iso */
export function timeOf(iso) {
  return clockTime(new Date(iso), locale);
}

/** "Today", "Tuesday 3 March" @param {string} iso */
export function dayOf(iso) {
  return dayName(new Date(iso), now(), locale);
}

/** Whether this is a date without a time of day. @param {unknown} value */
export function isDate(value) {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/u.test(value);
}

/** "3 Mar, 14:32", or "3 Mar" for a date alone; with the year when it is another one. @param {string} iso */
export function shortDate(iso) {
  const dateOnly = isDate(iso);
  const at = new Date(dateOnly ? `${iso}T00:00` : iso);
  const time = dateOnly ? {} : { hour: "2-digit", minute: "2-digit" };
  const year = at.getFullYear() === now().getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year, ...time }).format(at);
}

/** "March 2021" @param {string} iso */
export function monthOf(iso) {
  return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(new Date(iso));
}

/** How long since: "42s", "14m 05s", "2h 08m"; not to be taken for a time of day. @param {string} iso */
export function elapsed(iso) {
  const secs = Math.max(0, Math.floor((now() - new Date(iso)) / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(secs / 60);
  if (minutes === 0) return t("time.secs", { secs });
  if (minutes < 60) return t("time.minutes", { minutes, secs: two(secs % 60) });
  return t("time.hours", { hours: Math.floor(minutes / 60), minutes: two(minutes % 60) });
}

/** How long until: "25s"; nothing once it is past. @param {string} iso */
export function remaining(iso) {
  const secs = Math.ceil((new Date(iso) - now()) / 1000);
  return secs > 0 ? t("time.secs", { secs }) : "";
}

/** "5 min ago" @param {string} iso */
export function ago(iso) {
  return relativeTime(new Date(iso), now(), locale, "short");
}

/**
 * A time that keeps itself up to date.
 * @param {string} iso
 * @param {(iso: string) => string} words `elapsed` or `ago`
 * @param {string} className
 */
export function ticking(iso, words, className) {
  const time = el("time", { class: className, datetime: iso, title: shortDate(iso) }, words(iso));
  tickers.set(time, words);
  return time;
}

const tickers = new Map();

setInterval(() => {
  for (const [time, words] of tickers) {
    if (!time.isConnected) tickers.delete(time);
    else if (time.textContent !== words(time.dateTime)) time.textContent = words(time.dateTime);
  }
}, 1000);
