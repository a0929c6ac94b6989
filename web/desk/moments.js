/** Moments that agents choose: in words, and as a datetime-local field writes them. */

import { now } from "./clock.js";

const MORNING_HOUR = 10;

/** The morning of a day to come. @param {number} days from today */
export function morningIn(days) {
  const date = now();
  date.setDate(date.getDate() + days);
  date.setHours(MORNING_HOUR, 0, 0, 0);
  return date;
}

/** @param {number} hours from now */
export function inHours(hours) {
  return new Date(now().getTime() + hours * 3_600_000);
}

/** Local time as a datetime-local field writes it. @param {Date} date */
export function localInput(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
