/** Where the customer writes. Enter sends, Shift+Enter makes a new line, and what is written survives a reload. */

import { el, icon } from "../../shared/dom.js";
import { browserStorage } from "../store.js";
import { ICONS } from "./pictures.js";

const MOST_CHARACTERS = 4000;
const NEAR_CHARACTERS = 300;
const STILL_TYPING_MS = 5_000;

export function composer(t, draftKey, { onSend, onTyping, onPerson }) {
  const drafts = browserStorage("sessionStorage");
  const field = el("textarea", {
    id: "message",
    rows: "1",
    dir: "auto",
    enterkeyhint: "send",
    autocomplete: "off",
    placeholder: t("composer.placeholder"),
    "aria-label": t("composer.label"),
    "aria-describedby": "count",
    oninput: changed,
    onkeydown: pressed,
    onblur: stopped,
  });
  const send = el("button", { type: "submit", class: "send", "aria-label": t("composer.send"), title: t("composer.send") }, icon(ICONS.send));
  const person = el("button", { type: "button", class: "person", onclick: onPerson }, icon(ICONS.person), t("person.ask"));
  const count = el("p", { class: "count", id: "count", role: "status" });
  const element = el("form", { class: "composer", onsubmit: submitted }, el("div", { class: "field" }, field, send), el("div", { class: "below" }, person, count));
  let stops = 0;
  field.value = drafts.getItem(draftKey) ?? "";
  measure();

  return {
    element,
    focus: () => field.focus(),
    /** Puts words there to be finished, unless something is being written. */
    begin(words) {
      if (field.value.trim() === "") field.value = words;
      measure();
    },
    /** Lays the growing field out again once it is visible. */
    measure,
    show({ owner }) {
      person.hidden = owner === "waiting" || owner === "agent";
    },
  };

  function changed() {
    drafts.setItem(draftKey, field.value);
    measure();
    const typing = field.value.trim() !== "";
    onTyping(typing);
    clearTimeout(stops);
    if (typing) stops = setTimeout(stopped, STILL_TYPING_MS);
  }

  function stopped() {
    clearTimeout(stops);
    onTyping(false);
  }

  function measure() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    const left = MOST_CHARACTERS - [...field.value].length;
    send.disabled = field.value.trim() === "" || left < 0;
    count.classList.toggle("over", left < 0);
    count.textContent = left > NEAR_CHARACTERS ? "" : t(left < 0 ? "composer.over" : "composer.near", { count: Math.abs(left) });
  }

  function pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submitted(event);
  }

  function submitted(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (send.disabled || text === "") return;
    clearTimeout(stops);
    field.value = "";
    drafts.removeItem(draftKey);
    measure();
    onSend(text);
    field.focus();
  }
}
