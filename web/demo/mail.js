/** The demo mailbox: what the front desk has sent, newest first, kept up to date. */

import { el } from "../shared/dom.js";
import { linkified } from "../shared/linkify.js";
import { requestJson } from "../shared/request.js";
import { relativeTime } from "../shared/relative.js";

const EVERY_MS = 4_000;
const language = document.documentElement.lang;
const letters = document.querySelector("#letters");
const state = document.querySelector("#state");
const known = new Set();

await refresh();
setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);

async function refresh() {
  try {
    const mails = await requestJson("/demo/mail.json", { cache: "no-store" });
    const sent = mails.filter(({ id, sent_at: at }) => at && !known.has(id)).sort((a, b) => a.sent_at.localeCompare(b.sent_at));
    const first = known.size === 0;
    for (const mail of sent) {
      known.add(mail.id);
      letters.prepend(letter(mail, first && mail === sent.at(-1)));
    }
    say(known.size === 0 ? state.dataset.empty : "");
    for (const time of letters.querySelectorAll("time")) time.textContent = relativeTime(new Date(time.dateTime), new Date(), language);
  } catch {
    say(state.dataset.trouble);
  }
}

function letter({ to, subject, body, sent_at: sentAt }, open) {
  return el(
    "details",
    { class: "letter", open },
    el("summary", {}, el("span", { class: "subject", dir: "auto" }, subject), el("time", { datetime: sentAt }), el("span", { class: "to" }, to)),
    el("div", { class: "body", dir: "auto" }, linkified(body)),
  );
}

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}
