/** What an agent does with the open conversation and with what is offered: asks what is needed, does it, says what came of it. */

import { askContact } from "./contact-dialog.js";
import { customerName } from "./conversation.js";
import { notice } from "./notice.js";
import { askOffers } from "./offers-dialog.js";
import { askResolve } from "./resolve-dialog.js";
import { askReturn } from "./return-dialog.js";
import { go } from "./route.js";
import { askSnooze } from "./snooze-dialog.js";
import { t } from "./texts.js";
import { askTransfer } from "./transfer-dialog.js";

/** Fires `change` after each, and `taken` before it when a conversation has become the agent's. */
export class Actions extends EventTarget {
  /** @param {import("./api.js").AgentApi} api @param {import("./open-conversation.js").OpenConversation} open @param {object} choices */
  constructor(api, open, choices) {
    super();
    Object.assign(this, { api, open, choices });
  }

  /** Picks up a conversation that waits. @param {string} conversationId @param {string} handoffId */
  claim(conversationId, handoffId) {
    return this.#try(async () => {
      await this.api.claim(handoffId);
      this.#taken(conversationId);
    }, "claim.taken");
  }

  /** @param {string} assignmentId @param {boolean} accepted */
  answerOffer(assignmentId, accepted) {
    return this.#try(async () => {
      const taken = accepted ? await this.api.acceptOffer(assignmentId) : await this.api.declineOffer(assignmentId);
      if (taken) this.#taken(taken.conversation_id);
    });
  }

  /** Brings the summary card as text to the clipboard. */
  async copyCard() {
    try {
      await navigator.clipboard.writeText(await this.api.cardText(this.open.id));
      notice(t("card.copied"));
    } catch (error) {
      notice(error.detail || t("card.copy_failed"));
    }
  }

  /** @param {boolean} available */
  setAvailable(available) {
    return this.#try(() => this.api.setAvailable(available));
  }

  wake() {
    if (this.open.isMine && this.open.detail.handoff?.snoozed_until) return this.#try(() => this.api.wake(this.open.id));
  }

  async offers() {
    if (!this.open.detail) return;
    const { id, isMine } = this.open;
    const state = await askOffers(this.#name, isMine, () => this.api.offers(id), (body) => this.api.grant(id, body));
    if (state) this.#finished(t(`offers.${state}`));
  }

  async passOn() {
    if (!this.open.isMine) return;
    const { id } = this.open;
    const colleagues = await this.api.colleagues().catch(() => null);
    if (!colleagues) return notice(t("app.failed"));
    if (await askTransfer(this.#name, colleagues, (body) => this.api.transfer(id, body))) this.#finished(t("transfer.done"));
  }

  /** @param {number} readThrough what the agent has read: what came since brings it back at once */
  async snooze(readThrough) {
    if (!this.open.isMine) return;
    const { id } = this.open;
    const snooze = async (body) => {
      await this.api.snooze(id, { ...body, read_through: readThrough });
      if (this.open.id === id) this.open.update({ handoff: { ...this.open.detail.handoff, snoozed_until: body.until } });
    };
    if (await askSnooze(this.#name, snooze)) this.#finished(t("snooze.done"));
  }

  /** @param {string} address as it stands */
  async correctContact(address) {
    const { id } = this.open;
    if (await askContact(address, (body) => this.api.correctContact(id, body))) this.#finished(t("contact.done"));
  }

  async giveBack() {
    if (!this.open.isMine) return;
    const { id } = this.open;
    if (await askReturn(this.#name, (body) => this.api.giveBack(id, body))) this.#finished(t("return.done"));
  }

  async resolve() {
    if (!this.open.isMine) return;
    const { id } = this.open;
    if (await askResolve(this.choices, this.open.detail.summary?.request?.cause, (body) => this.api.resolve(id, body))) this.#finished(t("resolve.done"));
  }

  get #name() {
    return customerName(this.open.detail);
  }

  /** @param {() => Promise<void>} act @param {string} [takenKey] words for who was too late */
  async #try(act, takenKey = "app.failed") {
    try {
      await act();
    } catch (error) {
      if (error.status === 401) return;
      notice(error.detail || t(error.code === "already_claimed" ? takenKey : "app.failed"));
    }
    this.dispatchEvent(new Event("change"));
  }

  #taken(conversationId) {
    this.dispatchEvent(new Event("taken"));
    go(conversationId);
  }

  #finished(words) {
    notice(words);
    this.dispatchEvent(new Event("change"));
  }
}
