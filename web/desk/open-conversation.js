/** The conversation that is open: which one, what the front desk knows of it, and fetching it anew. */

import { Latest } from "./latest.js";

const SETTLE_MS = 150;

/** Fires `change` when there is more to show than before, and `problem` with the error as `detail`. */
export class OpenConversation extends EventTarget {
  id = null;
  detail = null;
  #load = new Latest(
    () => this.api.conversation(this.id),
    (detail) => this.#take(detail),
    SETTLE_MS,
    (error) => this.dispatchEvent(new CustomEvent("problem", { detail: error })),
  );

  /** @param {import("./api.js").AgentApi} api @param {{id: string}} agent who is looking */
  constructor(api, agent) {
    super();
    Object.assign(this, { api, agent });
  }

  /** Whether the agent has it. */
  get isMine() {
    return this.detail?.owner === "agent" && this.detail.agent?.id === this.agent.id;
  }

  /** @param {string|null} id null when none is open any more */
  open(id) {
    this.id = id;
    this.detail = null;
    this.#load.cancel();
    this.refresh();
  }

  refresh() {
    if (this.id) this.#load.run();
  }

  /** Once what happens now has settled. */
  soon() {
    this.#load.soon();
  }

  /** Parts of it are new. @param {object} parts of a conversation of the agent API */
  update(parts) {
    this.#take({ ...this.detail, ...parts });
  }

  #take(detail) {
    if (detail.conversation_id !== this.id) return;
    this.detail = detail;
    this.dispatchEvent(new Event("change"));
  }
}
