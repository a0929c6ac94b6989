/** What was promised: a quiet line under the header, which opens to a list. Hidden while nothing is open. (P2) */

import { el, icon } from "../../shared/dom.js";
import { dayName } from "../../shared/times.js";
import { ICONS } from "../view/pictures.js";

export const STYLES = new URL("./promises.css", import.meta.url).href;

const STATUS_ICONS = { open: ICONS.promise, kept: ICONS.done, failed: ICONS.person };

/** Promises are {id, what, due, by, channel, status}, soonest first; `by` is "assistant" or the name of a person. */
export function promises(t, language) {
  const line = el("span", { dir: "auto" });
  const list = el("ul", {});
  const summary = el("summary", {}, icon(ICONS.promise), line, icon(ICONS.more));
  const element = el("details", { class: "promises", hidden: true }, summary, list);
  let shown = "";
  return { element, show };

  function show(given, now) {
    const state = JSON.stringify([given, now.toDateString()]);
    if (state === shown) return;
    shown = state;
    const open = given.filter(({ status }) => status === "open");
    element.hidden = open.length === 0;
    if (open.length === 0) return;
    const key = open.length === 1 ? "promises.one" : "promises.other";
    line.textContent = t(key, { count: open.length, day: dayOf(open[0], now) });
    list.replaceChildren(...given.map((promise) => row(promise, now)));
  }

  function row(promise, now) {
    const { what, by, channel, status } = promise;
    const who = by === "assistant" ? t("author.assistant") : by;
    const state = status === "open" ? t(`promises.channel.${channel}`) : t(status === "failed" && by !== "assistant" ? "promises.ended" : `promises.${status}`);
    return el(
      "li",
      { data: { status } },
      icon(STATUS_ICONS[status]),
      el("p", { dir: "auto" }, what.charAt(0).toLocaleUpperCase(language) + what.slice(1)),
      el("p", { class: "about" }, [who, dayOf(promise, now), state].join(" · ")),
    );
  }

  function dayOf({ due }, now) {
    return dayName(new Date(due), now, language);
  }
}
