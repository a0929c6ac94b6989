/** One conversation in the queue. */

import { el } from "../shared/dom.js";
import { ago, elapsed, shortDate, ticking } from "./clock.js";
import { feelingSign } from "./feeling.js";
import { t, wellBroken } from "./texts.js";

/**
 * @param {object} item an item of the agent API's queue
 * @param {"waiting"|"mine"|"snoozed"|"others"} section
 * @returns {HTMLLIElement}
 */
export function queueItem(item, section) {
  const waiting = section === "waiting";
  const time = waiting ? ticking(item.requested_at, elapsed, "queue-time") : ticking(item.last_at, ago, "queue-time");
  const foot = footWords(item, section);
  const unread = item.unread && section === "mine";
  return el(
    "li",
    {},
    el(
      "button",
      { class: "queue-item", type: "button", data: { conversation: item.conversation_id, unread: String(unread) } },
      el(
        "span",
        { class: "queue-line" },
        unread && el("span", { class: "unread" }, el("span", { class: "hidden" }, t("queue.new"))),
        el("bdi", { class: "queue-name" }, item.customer?.name || t("queue.visitor")),
        waiting && priorityBars(item),
        time,
      ),
      el("span", { class: "queue-headline", dir: "auto" }, wellBroken(item.headline)),
      el(
        "span",
        { class: "queue-line queue-foot" },
        isHeated(item) && feelingSign(item.feeling),
        el("span", { class: "queue-reason" }, foot),
      ),
    ),
  );
}

/** Calm goes without saying: what needs somebody first stands out. @param {{feeling: string|null}} item */
export function isHeated({ feeling }) {
  return Boolean(feeling) && feeling !== "calm";
}

function footWords({ agent, wanted, reason, snoozed_until: until }, section) {
  if (section === "others" && agent) return t("queue.with", { name: agent.name });
  if (section === "snoozed") return t("queue.until", { time: shortDate(until) });
  return section === "waiting" && wanted ? t("queue.wanted", { name: wanted.name }) : reason?.text;
}

/** @param {{priority: 1|2|3, why: {text: string, minutes: number}[]}} item what it is about is told in words */
function priorityBars({ priority, why }) {
  const reasons = why.map(({ text, minutes }) => t("queue.why", { text, minutes }));
  const words = [t(`queue.priority_${priority}`), ...reasons].join(" · ");
  const bars = [3, 2, 1].map((level) => el("i", { data: { on: String(priority <= level) } }));
  return el("span", { class: "priority", title: words, role: "img", "aria-label": words }, ...bars);
}
