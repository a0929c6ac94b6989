/** The words of a status event as a quiet line; "" for those that the summary card tells better. */

import { shortDate } from "./clock.js";
import { t } from "./texts.js";

/**
 * @param {object} event a status event
 * @param {object} choices labels from the agent API
 * @returns {string}
 */
export function statusWords({ text, data }, choices) {
  const offer = choices.offers?.[data.offer] ?? data.text ?? text ?? data.offer;
  switch (data.type) {
    case "offer_made":
    case "offer_accepted":
    case "offer_declined":
      return t(`status.${data.type}`, { offer });
    case "also_asked":
      return t("status.also_asked", { request: choices.request_types?.[data.request_type] ?? data.request_type });
    case "wish":
      return t("status.wish", { wish: text ?? "" });
    case "knowledge_told":
      return t("status.knowledge_told", { source: data.source });
    case "offer_failed":
      return [t("status.offer_failed", { offer }), data.reason].filter(Boolean).join(" · ");
    case "offer_carried_out": {
      const reference = data.receipt?.reference;
      return reference ? t("status.offer_carried_out_reference", { offer, reference }) : t("status.offer_carried_out", { offer });
    }
    case "promise_made":
    case "promise_kept":
    case "promise_failed":
    case "promise_moved":
    case "promise_replaced":
      return data.what ? t(`status.${data.type}`, { what: data.what }) : (text ?? "");
    case "verified":
      return t({ site_token: "status.verified_site_token", code: "status.verified_code" }[data.how] ?? "status.verified");
    case "checked":
      return t(data.settled ? "status.settled" : "status.not_settled");
    case "rated":
      return t(data.comment ? "status.rated_comment" : "status.rated", data);
    case "lesson":
      return data.words ? t("status.lesson_words", data) : data.score ? t("status.lesson", data) : "";
    case "referral_asked":
    case "referral_accepted":
    case "referral_declined":
      return t(`status.${data.type}`);
    case "boundary_set":
    case "danger":
    case "not_understood":
      return t(`status.${data.type}`);
    case "agent_joined":
      return data.agent?.name ? t("status.agent_joined", { name: data.agent.name }) : (text ?? "");
    case "transferred":
      if (data.of) return t("status.freed", { name: data.agent?.name ?? "", of: data.of.name });
      return t("status.transferred", { name: data.agent?.name ?? "", to: data.to?.name ?? "" });
    case "snoozed":
      return t("status.snoozed", { name: data.agent?.name ?? "", until: shortDate(data.until) });
    case "woken":
      return t(`status.woken_${data.why}`);
    case "standard_warned":
    case "standard_missed":
      return t(`status.${data.type}`, { what: t(`standard.${data.measure}`) });
    case "undelivered":
      return t(`status.undelivered_${data.channel}`, { address: data.address, reason: data.reason });
    case "delayed":
      return data.clock ? t("status.told_of_delay") : t("status.delayed");
    case "handoff_requested":
      return data.reason === "transferred" ? "" : t("status.handoff_requested");
    case "returned":
    case "resolved":
    case "reopened":
      return t(`status.${data.type}`);
    default:
      return text ?? "";
  }
}
