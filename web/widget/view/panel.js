/**
 * What is around the conversation: the launcher, and the open chat, a dialog beside the page or, on a phone, over all of it,
 * with who has the conversation at its head.
 */

import { el, icon } from "../../shared/dom.js";
import { avatar, ICONS } from "./pictures.js";

const PHONE = "(max-width: 560px), (max-height: 420px)";

export function panel(label, parts, onClose) {
  const phone = matchMedia(PHONE);
  const dialog = el("dialog", { class: "panel", "aria-label": label, oncancel: cancelled, onkeydown: pressed }, ...parts);
  return {
    element: dialog,
    /** Whether it covers the page when it opens. */
    covers: () => phone.matches,
    open() {
      if (dialog.open) return;
      if (phone.matches) dialog.showModal();
      else dialog.setAttribute("open", "");
      visualViewport?.addEventListener("resize", fit);
      visualViewport?.addEventListener("scroll", fit);
      fit();
    },
    close() {
      visualViewport?.removeEventListener("resize", fit);
      visualViewport?.removeEventListener("scroll", fit);
      if (dialog.open) dialog.close();
    },
  };

  /** Above the keyboard of a phone, which some browsers lay over the page instead of shortening it. */
  function fit() {
    dialog.style.setProperty("--height", `${visualViewport?.height ?? innerHeight}px`);
    dialog.style.setProperty("--top", `${visualViewport?.offsetTop ?? 0}px`);
  }

  function cancelled(event) {
    event.preventDefault();
    onClose();
  }

  function pressed(event) {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  }
}

/** The assistant, nobody yet, a person by name, or nobody any more. (W6) */
export function header(t, title, { onSave, onClose }) {
  const face = el("div", { class: "face" });
  const name = el("h2", { class: "who", dir: "auto" });
  const about = el("p", { class: "about" });
  const save = action(t("transcript.save"), ICONS.save, onSave);
  const element = el(
    "header",
    {},
    face,
    el("div", { class: "names" }, name, about),
    el("div", { class: "actions" }, save, action(t("panel.close"), ICONS.close, onClose)),
  );
  let shown = "";
  return {
    element,
    show({ owner, agent, started }) {
      save.hidden = !started;
      const who = owner === "agent" ? (agent?.name ?? t("header.agent.unnamed")) : null;
      const now = `${owner}|${who}`;
      if (now === shown) return;
      shown = now;
      element.dataset.owner = owner;
      face.replaceChildren(avatar(who));
      name.textContent = who ?? headline(owner);
      about.textContent = t(`header.${owner}.about`);
    },
  };

  function headline(owner) {
    return owner === "assistant" ? (title ?? t("header.assistant")) : t(`header.${owner}`);
  }
}

function action(label, path, onclick) {
  return el("button", { type: "button", class: "action", "aria-label": label, title: label, onclick }, icon(path));
}

/** The button that opens the chat, with how much is unread. */
export function launcher(t, onOpen) {
  const badge = el("span", { class: "badge", "aria-hidden": true, hidden: true });
  const label = el("span", { class: "label" }, t("launcher.label"));
  const button = el("button", { type: "button", class: "launcher", "aria-haspopup": "dialog", onclick: onOpen }, icon(ICONS.talk), label, badge);
  return {
    element: button,
    show({ open, unread }) {
      button.hidden = open;
      badge.hidden = unread === 0;
      badge.textContent = unread > 9 ? "9+" : String(unread);
      button.setAttribute("aria-label", `${t("launcher.label")} ${wordsFor(unread)}`);
    },
  };

  function wordsFor(unread) {
    if (unread === 0) return t("launcher.open");
    return t(`launcher.unread.${unread === 1 ? "one" : "other"}`, { count: unread });
  }
}
