/** Where the customer can be reached, as they said it: an address was mistyped, or they named another. P2 */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

/**
 * @param {string} address as it stands
 * @param {(body: {channel: "email"|"phone", address: string}) => Promise<void>} correct
 * @returns {Promise<boolean>} whether it was corrected
 */
export function askContact(address, correct) {
  const field = el("input", { class: "input", name: "address", maxlength: "254", value: address, dir: "auto", autocomplete: "off" });
  return ask({
    title: t("contact.title"),
    content: [el("label", { class: "field" }, el("span", {}, t("contact.address")), field), el("p", { class: "hint" }, t("contact.about"))],
    submit: t("contact.submit"),
    onSubmit: async () => {
      const told = field.value.trim();
      if (told === "") {
        field.focus();
        return t("contact.need_address");
      }
      return correct({ channel: told.includes("@") ? "email" : "phone", address: told });
    },
  });
}
