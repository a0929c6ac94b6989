/** From the log to what is shown, in order: days, messages in groups, quiet lines, the question how it went. Pure. */

import { dayName } from "../shared/times.js";

const SPELL_MS = 5 * 60_000;

/**
 * Items have a `kind` (day, message, status, rating) and a `key` that stays while a message turns from unsent to sent.
 * `first` and `last` of a group say who speaks, `timed` that nothing follows at once; `delivery` and `failure` how a message of
 * the customer's fares.
 */
export function timeline({ events, outgoing, owner, typing, rated, now, language }) {
  const entries = [...events.map(fromEvent), ...outgoing.map(fromOutgoing)];
  const items = [];
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    if (!before || day(before) !== day(entry)) {
      items.push({ kind: "day", key: `day-${day(entry)}`, text: dayName(new Date(entry.at), now, language) });
    }
    const after = entries[index + 1];
    const timed = after ? !near(entry, after) : !typing;
    items.push({ ...entry, first: !together(before, entry), last: !together(entry, after), timed });
  });
  markSent(items, owner);
  const asked = events.findLast(({ data }) => data.rating);
  if (asked) {
    const place = items.findLastIndex(({ offset }) => offset === asked.offset) + 1;
    items.splice(place, 0, { kind: "rating", key: `rating-${asked.offset}`, offset: asked.offset, done: asked.offset <= rated });
  }
  return items;
}

/** The buttons that can still be pressed: those of the last message, until the customer has answered. */
export function standingButtons(events, outgoing) {
  const last = events.findLast(({ kind }) => kind === "message");
  return outgoing.length === 0 ? (last?.data.buttons ?? []) : [];
}

function fromEvent({ offset, at, author, kind, text, data }) {
  const key = data.client_message_id ? `own-${data.client_message_id}` : `event-${offset}`;
  return { kind, key, offset, at, author, text, type: data.type, name: data.agent?.name };
}

function fromOutgoing({ id, at, text, title, delivery, refused: failure }) {
  return { kind: "message", key: `own-${id}`, at, author: "customer", text: text ?? title, id, delivery, failure };
}

function day({ at }) {
  return new Date(at).toDateString();
}

function together(one, other) {
  return Boolean(
    one && other && one.kind === "message" && other.kind === "message" &&
    one.author === other.author && one.name === other.name && one.delivery !== "failed" && near(one, other),
  );
}

function near(one, other) {
  return day(one) === day(other) && Date.parse(other.at) - Date.parse(one.at) < SPELL_MS;
}

/** "Sent" stands under the customer's last message only, and only until somebody answers; the assistant has seen it at once. */
function markSent(items, owner) {
  const last = items.findLast(({ type }) => type !== "listening");
  if (last?.kind === "message" && last.author === "customer" && !last.delivery) last.delivery = owner === "assistant" ? "seen" : "sent";
}
