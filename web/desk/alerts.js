/** How the desk calls an agent who looks elsewhere: a number in the title, a sound, a desktop notification. Each is a choice. */

import { el } from "../shared/dom.js";
import { ask } from "./dialog.js";
import { t } from "./texts.js";

const PREFIX = "helpline.desk.alerts";
const WAYS = ["title", "sound", "desktop"];
const TONES_HZ = [660, 880];
const TONE_SECS = 0.14;
const VOLUME = 0.08;

export class Alerts {
  #chosen;
  #count = 0;

  /** @param {Storage} storage @param {string} agentId the choice is theirs, in this browser */
  constructor(storage, agentId) {
    Object.assign(this, { storage, key: `${PREFIX}.${agentId}` });
    this.#chosen = { title: true, sound: false, desktop: false, ...this.#stored() };
  }

  /** @param {number} count of those who wait */
  set waiting(count) {
    this.#count = count;
    document.title = count > 0 && this.#chosen.title ? t("app.title_waiting", { count }) : t("app.title");
  }

  /**
   * Something has come up.
   * @param {string} title
   * @param {string} body
   * @param {() => void} onOpen what a click on the notification does
   */
  call(title, body, onOpen) {
    if (this.#chosen.sound) ring();
    if (!this.#chosen.desktop || !document.hidden || Notification.permission !== "granted") return;
    const shown = new Notification(title, { body, icon: "/static/desk/icon.svg", tag: title });
    shown.onclick = () => {
      window.focus();
      onOpen();
      shown.close();
    };
  }

  /** Lets the agent choose. */
  choose() {
    const problem = el("p", { class: "form-problem", role: "alert" });
    const rows = WAYS.map((way) => {
      const box = el("input", { type: "checkbox", name: way, checked: this.#chosen[way] });
      box.addEventListener("change", async () => {
        problem.textContent = "";
        if (way === "desktop" && box.checked && !(await mayNotify())) {
          box.checked = false;
          problem.textContent = t("alerts.refused");
        }
        this.#keep({ [way]: box.checked });
        if (way === "sound" && box.checked) ring();
      });
      return el("label", { class: "choice" }, box, el("span", {}, el("span", { class: "choice-label" }, t(`alerts.${way}`)), el("small", { class: "hint" }, t(`alerts.${way}_hint`))));
    });
    return ask({ title: t("alerts.title_dialog"), content: [el("div", { class: "choices-list choices-rows choices" }, ...rows), problem] });
  }

  #keep(changes) {
    this.#chosen = { ...this.#chosen, ...changes };
    this.storage.setItem(this.key, JSON.stringify(this.#chosen));
    this.waiting = this.#count;
  }

  #stored() {
    try {
      return JSON.parse(this.storage.getItem(this.key));
    } catch {
      return null;
    }
  }
}

async function mayNotify() {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}

/** Two soft tones. */
function ring() {
  const context = new AudioContext();
  TONES_HZ.forEach((frequency, number) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const start = context.currentTime + number * TONE_SECS;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(VOLUME, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECS);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_SECS);
  });
  setTimeout(() => context.close(), 1000);
}
