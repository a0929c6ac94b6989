/** Everything that is visible of one chat, kept in step with it. */

import { el } from "../../shared/dom.js";
import { SPEAK_TO_HUMAN } from "../chat.js";
import { standingButtons, timeline } from "../timeline.js";
import { composer } from "./composer.js";
import { lazily } from "./lazily.js";
import { messages, tail } from "./messages.js";
import { header, launcher, panel } from "./panel.js";

export function chatView(chat, { t, language, title, draftKey, onOpenChange, signal }) {
  const button = launcher(t, () => open());
  const top = header(t, title, { onSave: save, onClose: close });
  const line = el("p", { class: "line", role: "status", hidden: true });
  const promised = lazily(() => import("../parts/promises.js"), ({ promises }) => promises(t, language));
  const wait = lazily(() => import("../parts/waiting.js"), ({ waiting }) => waiting(t, language, (part, init) => chat.ask(part, init)));
  const list = messages(t, language, {
    onRetry: (id) => chat.retry(id),
    onDiscard: (id) => chat.discard(id),
    rating: question,
  });
  const writing = composer(t, draftKey, {
    onSend: (text) => chat.say(text),
    onTyping: (typing) => chat.tellTyping(typing),
    onPerson: () => press({ payload: SPEAK_TO_HUMAN, title: t("person.said") }),
  });
  const dialog = panel(title ?? t("panel.label"), [top.element, line, promised.element, wait.element, list.element, writing.element], close);
  let shown = false;
  let pending = false;
  let tailState = "";
  chat.addEventListener("change", changed, { signal });
  document.addEventListener("visibilitychange", changed, { signal });
  render();

  return { elements: [button.element, dialog.element], open, isOpen: () => shown };

  function open({ focus = true, covers = focus, draft } = {}) {
    if (draft) writing.begin(draft);
    if (shown) return rest();
    if (!covers && dialog.covers()) return;
    shown = true;
    dialog.open();
    writing.measure();
    chat.watch(true);
    render();
    list.toEnd();
    onOpenChange(true);
    if (focus) rest();
  }

  function close() {
    shown = false;
    dialog.close();
    chat.watch(false);
    render();
    onOpenChange(false);
    button.element.focus();
  }

  function press(choice) {
    chat.press(choice);
    list.toEnd();
    rest();
  }

  /** Where the customer goes on: not in the field where that would bring a keyboard over what they read. */
  function rest() {
    (matchMedia("(hover: none)").matches ? list : writing).focus();
  }

  /** Many changes in one moment are one rendering. */
  function changed() {
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      if (!signal.aborted) render();
    });
  }

  function render() {
    const { events, outgoing, owner, agent, live, current } = chat;
    if (shown && current && document.visibilityState === "visible") chat.markSeen();
    button.show({ open: shown, unread: chat.unread });
    top.show({ owner, agent, started: chat.started });
    writing.show({ owner });
    showLine(live ? "" : t("line.lost"));
    promised.show(chat.promises.length > 0, chat.promises, new Date());
    const waiting = shown && owner === "waiting";
    wait.show(waiting, waiting);
    list.show(timeline({ events, outgoing, owner, typing: chat.typing, rated: chat.rated, now: new Date(), language }), current);
    const { typing, listening, renewed } = chat;
    showTail({ buttons: standingButtons(events, outgoing), empty: isEmpty(), live, typing, listening, agent, owner, renewed });
    list.settle();
  }

  function showTail(state) {
    const now = JSON.stringify(state);
    if (now === tailState) return;
    tailState = now;
    const hadFocus = list.tail.contains(list.tail.getRootNode().activeElement);
    list.tail.replaceChildren(...tail(t, state, { onPress: press, onStartOver: startOver }));
    if (hadFocus) rest();
  }

  function question({ offset, done }) {
    const onRate = (score, comment) => chat.rate(offset, score, comment);
    const part = lazily(() => import("../parts/rating.js"), ({ rating }) => ({ element: rating(t, done, onRate), show() {} }));
    part.show(true);
    return part.element;
  }

  function showLine(words) {
    line.hidden = words === "";
    line.textContent = words;
  }

  function isEmpty() {
    return chat.outgoing.length === 0 && !chat.events.some(({ kind }) => kind === "message");
  }

  function startOver() {
    chat.startOver();
    rest();
  }

  async function save() {
    try {
      const { saveTranscript } = await import("../parts/transcript.js");
      saveTranscript(await chat.transcript(), (date) => t("transcript.file", { date }));
    } catch {
      showLine(t("transcript.failed"));
    }
  }
}
