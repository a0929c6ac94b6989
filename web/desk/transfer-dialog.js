/** Passing a conversation on: to whom, and what they should know. W2, W6 */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

/**
 * @param {string} name of the customer
 * @param {{people: object[], teams: object[]}} colleagues
 * @param {(body: {agent_id?: string, team?: string, note: string}) => Promise<void>} transfer
 * @returns {Promise<boolean>} whether it was passed on
 */
export function askTransfer(name, { people, teams }, transfer) {
  const answering = people.filter((person) => person.answers);
  const to = el(
    "select",
    { class: "input", name: "to" },
    el("option", { value: "" }, t("transfer.choose")),
    group("transfer.people", answering.map((person) => el("option", { value: `agent_id:${person.id}` }, [person.name, person.team, !person.available && t("transfer.away")].filter(Boolean).join(" · ")))),
    group("transfer.teams", teams.map((team) => el("option", { value: `team:${team.id}` }, team.name))),
  );
  const note = el("textarea", { class: "input", name: "note", rows: 3, maxlength: 1000, dir: "auto" });
  return ask({
    title: t("transfer.title"),
    content: [
      el("p", { class: "hint" }, t("transfer.about", { name })),
      el("label", { class: "field" }, el("span", {}, t("transfer.to")), to),
      el("label", { class: "field" }, el("span", {}, t("transfer.note")), note, el("small", { class: "hint" }, t("transfer.note_hint"))),
    ],
    submit: t("transfer.submit"),
    onSubmit: async () => {
      const missing = !to.value ? [to, "transfer.need_to"] : !note.value.trim() ? [note, "transfer.need_note"] : null;
      if (missing) {
        missing[0].focus();
        return t(missing[1]);
      }
      const [kind, id] = to.value.split(/:(.*)/u);
      return transfer({ [kind]: id, note: note.value.trim() });
    },
  });
}

function group(key, options) {
  return options.length > 0 && el("optgroup", { label: t(key) }, ...options);
}
