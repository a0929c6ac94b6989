/** What the middle says while no conversation is open: what comes next. */

import { el } from "../shared/dom.js";
import { t } from "./texts.js";

/**
 * @param {{waiting: object[], pages: object}} queue
 * @param {(conversationId: string) => void} onTake
 * @returns {HTMLElement}
 */
export function emptyState({ waiting, pages }, onTake) {
  const words = [
    pages.waiting?.total > 0 && t("conversation.empty_waiting", { count: pages.waiting.total }),
    pages.mine?.total > 0 && t("conversation.empty_mine", { count: pages.mine.total }),
  ].filter(Boolean);
  const take =
    waiting.length > 0 &&
    el("button", { class: "button primary", type: "button", onclick: () => onTake(waiting[0].conversation_id) }, t("conversation.take_first"), el("kbd", {}, "C"));
  return el(
    "div",
    { class: "empty-state" },
    el("h1", {}, t("conversation.empty_title")),
    ...(words.length > 0 ? words : [t("conversation.empty_quiet")]).map((line) => el("p", {}, line)),
    take,
  );
}
