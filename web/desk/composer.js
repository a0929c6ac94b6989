/** Where the agent writes: a reply to the customer or a private note, two drafts that never mix. */

import { el, icon } from "../shared/dom.js";
import { LOCK, SEND } from "./icons.js";
import { Suggest } from "./suggest.js";
import { t } from "./texts.js";
import { TypingSignal } from "./typing.js";

const MAX_LENGTH = 4000;
const COUNT_FROM = 3600;

/** Fires `send-text` with `{kind, text}` and `typing` with a boolean as `detail`. */
export class DeskComposer extends HTMLElement {
  #kind = "message";
  #mayReply = false;
  #conversationId = null;
  #typing = new TypingSignal((typing) => this.dispatchEvent(new CustomEvent("typing", { detail: typing, bubbles: true })));

  connectedCallback() {
    if (this.input) return;
    this.replyTab = this.#tab("message", t("composer.reply"));
    this.noteTab = this.#tab("note", icon(LOCK), t("composer.note"));
    this.hint = el("span", { class: "composer-hint" });
    this.input = el("textarea", { class: "composer-input", rows: 2, dir: "auto", enterkeyhint: "send", oninput: () => this.#changed() });
    this.count = el("span", { class: "composer-count", role: "status" });
    this.send = el("button", { class: "button primary", type: "submit" });
    this.suggest = new Suggest(this.input, this.#sources(), () => this.#selectMissing());
    this.canned = this.#opener("/", "composer.canned");
    this.mention = this.#opener("@", "composer.mention");
    const form = el(
      "form",
      { class: "composer" },
      this.suggest.box,
      this.suggest.status,
      el("div", { class: "composer-head", role: "group", "aria-label": t("composer.label") }, this.replyTab, this.noteTab, this.hint),
      this.input,
      el("div", { class: "composer-foot" }, this.canned, this.mention, this.count, this.send),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("keydown", (event) => this.#keydown(event));
    this.input.addEventListener("blur", () => this.#typing.stop());
    this.append(form);
  }

  /**
   * @param {object} parts
   * @param {import("./drafts.js").Drafts} parts.drafts
   * @param {string[]} parts.cannedFacts what canned replies may leave to be filled in
   * @param {() => Promise<{title: string, text: string}[]>} parts.loadCanned the canned replies for the conversation shown
   * @param {() => Promise<{name: string, team: string|null}[]>} parts.loadPeople colleagues whom a note can name
   */
  begin({ drafts, cannedFacts, loadCanned, loadPeople }) {
    this.store = drafts;
    this.missing = new RegExp(`\\{(${cannedFacts.join("|")})\\}`, "u");
    Object.assign(this, { loadCanned, loadPeople });
  }

  #sources() {
    const canned = async () => (await this.loadCanned()).map(({ title, text }) => ({ title, text, insert: text }));
    const people = async () => (await this.loadPeople()).map(({ name, team }) => ({ title: name, text: team ?? "", insert: `@${name} ` }));
    return [
      { sign: "/", applies: () => this.#kind === "message", load: canned, label: t("composer.canned"), none: t("composer.canned_none") },
      { sign: "@", applies: () => this.#kind === "note", load: people, label: t("composer.mention"), none: t("composer.mention_none") },
    ];
  }

  /** A quiet button that does what typing its sign does. */
  #opener(sign, key) {
    const words = t(key);
    return el("button", { class: "composer-opener", type: "button", title: words, "aria-label": words, onclick: () => this.suggest.begin(sign) }, el("kbd", {}, sign), el("span", {}, words));
  }

  /** What a canned reply leaves open is selected, to be written over. @returns {boolean} whether there is something */
  #selectMissing() {
    const open = this.#kind === "message" && this.missing.exec(this.input.value);
    if (!open) return false;
    this.input.setSelectionRange(open.index, open.index + open[0].length);
    this.count.textContent = t("composer.fill_in", { fact: t(`composer.fact_${open[1]}`) });
    return true;
  }

  /**
   * @param {string} conversationId
   * @param {string} customerName
   * @param {boolean} mayReply notes are allowed to everybody, replies to the agent who has the conversation
   */
  show(conversationId, customerName, mayReply) {
    const changed = conversationId !== this.#conversationId;
    if (!changed && mayReply === this.#mayReply && customerName === this.customerName) return;
    if (changed) this.#typing.stop();
    this.#conversationId = conversationId;
    this.#mayReply = mayReply;
    this.customerName = customerName;
    if (changed || !mayReply || this.input.value === "") this.#switch(mayReply ? "message" : "note");
    else this.#label();
  }

  /** @param {"message"|"note"} kind @returns {boolean} whether it is possible here */
  write(kind) {
    if (kind === "message" && !this.#mayReply) return false;
    this.#switch(kind);
    this.input.focus();
    return true;
  }

  /** Puts words back that could not be sent; a reply that is no longer possible becomes a note, never the other way round. */
  restore(wanted, text) {
    const kind = this.#mayReply ? wanted : "note";
    const draft = this.store.read(this.#conversationId, kind);
    this.store.write(this.#conversationId, kind, draft ? `${text}\n${draft}` : text);
    this.#switch(kind);
    this.input.focus();
  }

  #tab(kind, ...content) {
    return el("button", { class: "composer-tab", type: "button", data: { kind }, onclick: () => this.write(kind) }, ...content);
  }

  #switch(kind) {
    if (kind !== "message") this.#typing.stop();
    this.suggest.close();
    this.#kind = kind;
    this.input.value = this.store.read(this.#conversationId, kind);
    this.#label();
    this.#fit();
  }

  #label() {
    const note = this.#kind === "note";
    const name = this.customerName;
    this.dataset.kind = this.#kind;
    this.dataset.mayReply = String(this.#mayReply);
    this.replyTab.disabled = !this.#mayReply;
    this.replyTab.setAttribute("aria-pressed", String(!note));
    this.noteTab.setAttribute("aria-pressed", String(note));
    this.canned.hidden = note;
    this.mention.hidden = !note;
    this.hint.textContent = note ? t("composer.note_hint") : "";
    this.input.placeholder = note ? t("composer.note_placeholder") : t("composer.reply_placeholder", { name });
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.send.title = t("composer.keys_hint");
    this.send.setAttribute("aria-label", note ? t("composer.keep_note") : t("composer.send_to", { name }));
    this.send.replaceChildren(note ? icon(LOCK) : icon(SEND), t(note ? "composer.keep_note" : "composer.send"));
  }

  #changed() {
    this.store.write(this.#conversationId, this.#kind, this.input.value);
    this.#fit();
    if (this.#kind === "message" && this.input.value.trim() !== "") this.#typing.key();
    else this.#typing.stop();
  }

  /** As high as its text, up to a limit that the style sheet sets. */
  #fit() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${this.input.scrollHeight}px`);
    const length = [...this.input.value].length;
    this.count.textContent =
      length > MAX_LENGTH ? t("composer.too_long", { count: length - MAX_LENGTH }) : length > COUNT_FROM ? String(MAX_LENGTH - length) : "";
    this.send.disabled = this.input.value.trim() === "" || length > MAX_LENGTH;
  }

  /** Enter sends; not while an input method (Japanese, Korean) is still composing a word. */
  #keydown(event) {
    if (this.suggest.keydown(event)) return;
    if (event.key === "Escape") this.input.blur();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.input.value.trim();
    if (this.send.disabled || this.#selectMissing()) return;
    this.suggest.close();
    this.store.write(this.#conversationId, this.#kind, "");
    this.#typing.stop();
    this.input.value = "";
    this.#fit();
    this.dispatchEvent(new CustomEvent("send-text", { detail: { kind: this.#kind, text }, bubbles: true }));
  }
}

customElements.define("desk-composer", DeskComposer);
