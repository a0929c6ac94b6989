/** Resolving: how it ended, where it came from (PRIDE), and what is still promised (P2). */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { dueField, isAhead, momentIn } from "./due-field.js";
import { t } from "./texts.js";

/**
 * @param {object} choices resolutions, root_causes and channels of the agent API
 * @param {string|undefined} cause what the customer's matter is about; the root cause that it most likely has is proposed
 * @param {(body: object) => Promise<void>} resolve
 * @returns {Promise<boolean>} whether it was resolved
 */
export function askResolve(choices, cause, resolve) {
  const likely = choices.root_causes.find(({ causes }) => causes.includes(cause));
  const followUp = followUpFields(choices.channels);
  return ask({
    title: t("resolve.title"),
    content: [
      group("outcome", choices.resolutions.map((choice) => radio("resolution", choice))),
      group("root_cause", [
        ...choices.root_causes.map((choice) => radio("root_cause", choice, choice === likely)),
        radio("root_cause", { value: "", label: t("resolve.root_cause_none") }, !likely),
      ]),
      ...followUp,
    ],
    submit: t("resolve.submit"),
    onSubmit: async (form) => {
      const missing = whatIsMissing(form);
      if (!missing) return resolve(bodyOf(form));
      form.elements[missing.field].focus?.();
      return missing.words;
    },
  });
}

function group(name, options) {
  const hint = name === "root_cause" ? el("p", { class: "hint" }, t("resolve.root_cause_hint")) : null;
  return el("fieldset", { class: `choices choices-${name}` }, el("legend", {}, t(`resolve.${name}`)), hint, el("div", { class: "choices-list" }, ...options));
}

function radio(name, { value, label, hint }, checked = false) {
  return el(
    "label",
    { class: "choice" },
    el("input", { type: "radio", name, value, checked }),
    el("span", {}, el("span", { class: "choice-label" }, label), hint && el("small", { class: "hint" }, hint)),
  );
}

function followUpFields(channels) {
  const fields = el(
    "div",
    { class: "follow-up", hidden: true },
    el("label", { class: "field" }, el("span", {}, t("resolve.what")), el("input", { class: "input", name: "what", maxlength: 300, dir: "auto", placeholder: t("resolve.what_placeholder") })),
    el(
      "div",
      { class: "field-pair" },
      dueField(),
      el(
        "label",
        { class: "field" },
        el("span", {}, t("resolve.channel")),
        el("select", { class: "input", name: "channel" }, ...channels.map((channel) => el("option", { value: channel.value }, channel.label))),
      ),
    ),
  );
  const toggle = el("input", { type: "checkbox", name: "follow_up" });
  toggle.addEventListener("change", () => {
    fields.hidden = !toggle.checked;
    if (toggle.checked) fields.querySelector("input").focus();
  });
  return [el("label", { class: "toggle" }, toggle, t("resolve.follow_up")), fields];
}

function whatIsMissing({ elements }) {
  if (!elements.resolution.value) return { field: "resolution", words: t("resolve.need_outcome") };
  if (!elements.follow_up.checked) return null;
  if (!elements.what.value.trim()) return { field: "what", words: t("resolve.need_what") };
  if (!isAhead(elements.due)) return { field: "due", words: t("resolve.need_due") };
  return null;
}

function bodyOf({ elements }) {
  const body = { resolution: elements.resolution.value };
  if (elements.root_cause.value) body.root_cause = elements.root_cause.value;
  if (elements.follow_up.checked) {
    body.follow_up = { what: elements.what.value.trim(), due: momentIn(elements.due), channel: elements.channel.value };
  }
  return body;
}
