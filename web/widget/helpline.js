/**
 * Helpline's chat for any page:
 * `<script type="module" src="https://help.example.com/static/widget/helpline.js" data-title="Fernhill help"></script>`
 * The script's data attributes become those of the `<helpline-chat>` that it adds, unless the page has placed one itself:
 * data-api (address of the front desk), data-language, data-title, data-accent (any CSS colour), data-theme ("light" keeps
 * it light), data-user-token (who is signed in; empty: nobody is). Who is signed in may also be told later, by script:
 * `element.userToken = "…"`, or null. What was said is then forgotten here for everybody else who was signed in.
 */

import { requestSheet } from "../shared/request.js";
import { Chat } from "./chat.js";
import { openClient } from "./client.js";
import { browserStorage, forgetOthers, openStore, VISITOR } from "./store.js";
import { loadTexts } from "./texts.js";
import { chatView } from "./view/chat_view.js";

const STYLES = ["./widget.css", "../shared/tokens.css"];

class HelplineChat extends HTMLElement {
  static observedAttributes = ["data-user-token", "data-accent", "data-theme"];

  #userToken = null;
  #told = false;
  #chat = null;
  #view = null;
  #t = null;
  #rememberOpen = null;
  #shown = new AbortController();
  #tab = browserStorage("sessionStorage");
  #dark = matchMedia("(prefers-color-scheme: dark)");

  get userToken() {
    return this.#userToken;
  }

  /** Another person is another conversation: each is kept for itself. */
  set userToken(token) {
    const before = personOf(this.#userToken);
    this.#userToken = token || null;
    this.#told = true;
    if (!this.#t) return;
    if (personOf(this.#userToken) === before) return this.#forget();
    const open = this.#view?.isOpen();
    this.#rememberOpen?.(false);
    this.#show(open);
  }

  /** Opens the panel, as the launcher does; `draft` is put where the customer writes, for them to finish. */
  open(draft = "") {
    this.#view?.open({ draft });
  }

  async connectedCallback() {
    if (this.shadowRoot) return this.#t && this.#show();
    const root = this.attachShadow({ mode: "open" });
    this.#takeEarlyToken();
    this.#dark.addEventListener("change", () => this.#paint());
    const [t, ...sheets] = await Promise.all([loadTexts(this.#language), ...STYLES.map((path) => requestSheet(new URL(path, import.meta.url).href))]);
    root.adoptedStyleSheets = sheets;
    await this.#paint();
    this.#t = t;
    if (this.isConnected) this.#show();
  }

  disconnectedCallback() {
    this.#end();
  }

  attributeChangedCallback(name, before, value) {
    if (name === "data-user-token") this.userToken = value;
    else if (before !== value) this.#paint();
  }

  /** The customer's own way of writing times where it is the same language: 14:32 or 2:32 PM. */
  get #locale() {
    const primary = this.#language.split("-")[0];
    return navigator.languages.find((locale) => locale.split("-")[0] === primary) ?? this.#language;
  }

  get #language() {
    return this.dataset.language || document.documentElement.lang || navigator.language;
  }

  get #origin() {
    return new URL(this.dataset.api || import.meta.url, location.href).origin;
  }

  /** A page may have said who is there before this class was loaded. */
  #takeEarlyToken() {
    if (!Object.hasOwn(this, "userToken")) return;
    const token = this.userToken;
    delete this.userToken;
    this.userToken = token;
  }

  /** Only once the page has told who is there: many tell it after they have loaded. */
  #forget() {
    if (this.#told) forgetOthers(this.#origin, personOf(this.#userToken));
  }

  #show(open) {
    this.#end();
    this.#forget();
    const origin = this.#origin;
    const store = openStore(origin, personOf(this.#userToken));
    this.#shown = new AbortController();
    const openKey = `${store.prefix}open`;
    this.#rememberOpen = (now) => (now ? this.#tab.setItem(openKey, "1") : this.#tab.removeItem(openKey));
    this.#chat = new Chat(openClient(origin), store, this.#language, this.#userToken);
    this.#view = chatView(this.#chat, {
      t: this.#t,
      language: this.#locale,
      title: this.dataset.title || null,
      draftKey: `${store.prefix}draft`,
      onOpenChange: this.#rememberOpen,
      signal: this.#shown.signal,
    });
    this.shadowRoot.replaceChildren(...this.#view.elements);
    this.#chat.resume();
    if (open || this.#tab.getItem(openKey)) this.#view.open({ focus: false, covers: open });
  }

  #end() {
    this.#shown.abort();
    this.#chat?.end();
  }

  async #paint() {
    const { accent, theme } = this.dataset;
    if (!accent) return;
    const { accentProperties } = await import("./accent.js");
    const properties = accentProperties(accent, this, this.#dark.matches && theme !== "light");
    for (const [name, value] of Object.entries(properties)) this.style.setProperty(name, value);
  }
}

/** Whose conversation it is: the subject that the website's token names. The front desk is who checks it. */
function personOf(userToken) {
  if (!userToken) return VISITOR;
  try {
    const claims = userToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return String(JSON.parse(atob(claims)).sub);
  } catch {
    return VISITOR;
  }
}

customElements.define("helpline-chat", HelplineChat);

if (!document.querySelector("helpline-chat")) {
  const script = [...document.scripts].find(({ src }) => src === import.meta.url);
  const chat = document.createElement("helpline-chat");
  Object.assign(chat.dataset, script?.dataset);
  document.body.append(chat);
}
