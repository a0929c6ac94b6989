/** "How did we do?": one to five, and a comment for those who like. (STD4, W8) */

import { el, icon } from "../../shared/dom.js";
import { ICONS } from "../view/pictures.js";

export const STYLES = new URL("./rating.css", import.meta.url).href;

const SCORES = [1, 2, 3, 4, 5];

export function rating(t, done, onRate) {
  if (done) return el("p", { class: "rating thanks" }, icon(ICONS.done), t("rating.thanks"));
  const comment = el("textarea", { rows: "2", dir: "auto", maxlength: "1000", "aria-label": t("rating.comment"), placeholder: t("rating.comment") });
  const send = el("button", { type: "submit", class: "primary" }, t("rating.send"));
  const trouble = el("p", { class: "trouble", role: "alert" });
  const more = el("div", { class: "more", hidden: true }, comment, trouble, send);
  const scores = el("div", { class: "scores" }, ...SCORES.map(choice));
  const ends = el("p", { class: "ends", "aria-hidden": true }, el("span", {}, t("rating.lowest")), el("span", {}, t("rating.highest")));
  return el("form", { class: "rating", onsubmit: submitted }, el("fieldset", {}, el("legend", { class: "unseen" }, t("rating.question")), scores, ends), more);

  function choice(score) {
    const input = el("input", { type: "radio", name: "score", value: score, "aria-label": t(`rating.${score}`), onchange: () => (more.hidden = false) });
    return el("label", {}, input, el("span", { "aria-hidden": true }, String(score)));
  }

  async function submitted(event) {
    event.preventDefault();
    const score = Number(new FormData(event.currentTarget).get("score"));
    send.disabled = true;
    trouble.textContent = "";
    try {
      await onRate(score, comment.value.trim());
    } catch (failure) {
      trouble.textContent = failure.detail || t("sending.failed");
      send.disabled = false;
    }
  }
}
