/** The calls of the agent API: cookie session, CSRF header on what changes something. */

import { Problem, requestJson } from "../shared/request.js";

const BASE = "/api/v1/agent";

/**
 * Fires `unauthorized` when the session has ended. Every call throws Unreachable or Problem (see shared/request.js).
 */
export class AgentApi extends EventTarget {
  #csrfToken = "";

  /** Where the live stream is (EventSource sends the cookie itself). */
  streamUrl = `${BASE}/stream`;

  /** Where the reports are: JSON here, CSV below. */
  reportUrl = `${BASE}/reports`;

  /** @returns {Promise<{id: string, name: string, email: string, role: string, permissions: string[]}>} */
  async login(email, password) {
    return this.#signedIn(await requestJson(`${BASE}/login`, { method: "POST", json: { email, password } }));
  }

  /** Who is signed in. Problem 401 when nobody is; does not fire `unauthorized`. */
  async me() {
    return this.#signedIn(await requestJson(`${BASE}/me`));
  }

  logout() {
    return this.#post("logout");
  }

  choices() {
    return this.#call("choices");
  }

  /** @param {{waiting: number, mine: number, others: number}} pages which page of each section, from 1 on */
  queue(pages) {
    return this.#call(`queue?${new URLSearchParams(pages)}`);
  }

  acceptOffer(assignmentId) {
    return this.#post(`assignments/${encodeURIComponent(assignmentId)}/accept`);
  }

  declineOffer(assignmentId) {
    return this.#post(`assignments/${encodeURIComponent(assignmentId)}/decline`);
  }

  /** @param {boolean} available whether waiting matters are offered to the agent */
  setAvailable(available) {
    return this.#post("me/availability", { available }, "PUT");
  }

  /** @param {{whose: "mine"|"all", state: "open"|"ended", page: number}} view */
  promises(view) {
    return this.#call(`promises?${new URLSearchParams(view)}`);
  }

  /** @param {string} id @param {"keep"|"move"|"fail"} how @param {object} body */
  endPromise(id, how, body) {
    return this.#post(`promises/${encodeURIComponent(id)}/${how}`, body);
  }

  /** @param {URLSearchParams} days */
  report(days) {
    return this.#call(`reports?${days}`, { timeoutMs: 60_000 });
  }

  conversation(id) {
    return this.#call(`conversations/${encodeURIComponent(id)}`);
  }

  /** @param {string} id @returns {Promise<string>} the summary card as text */
  async cardText(id) {
    return (await this.#call(`conversations/${encodeURIComponent(id)}/card`)).text;
  }

  claim(handoffId) {
    return this.#post(`handoffs/${encodeURIComponent(handoffId)}/claim`);
  }

  /** @param {string} id @param {{client_message_id: string, text: string, kind: "message"|"note", read_through: number}} message */
  send(id, message) {
    return this.#post(`conversations/${encodeURIComponent(id)}/messages`, message);
  }

  /** @returns {Promise<{replies: {name: string, title: string, text: string, missing: string[]}[]}>} */
  canned(id) {
    return this.#call(`conversations/${encodeURIComponent(id)}/canned`);
  }

  /** @returns {Promise<object[]>} what can be done for this customer, best first */
  async offers(id) {
    return (await this.#call(`conversations/${encodeURIComponent(id)}/offers`)).offers;
  }

  /** @param {string} id @param {{key: string, offer: string, amount: string|null}} body @returns {Promise<{state: "done"|"open"}>} */
  grant(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/offers`, body);
  }

  /** @param {Record<string, string>} wanted @returns {Promise<{conversations: object[], next: string|null}>} */
  search(wanted) {
    return this.#call(`search?${new URLSearchParams(wanted)}`);
  }

  /** @param {number} page from 1 on @returns {Promise<{people: object[], roles: string[], teams: object[], page: number, pages: number}>} */
  people(page) {
    return this.#call(`people?${new URLSearchParams({ page })}`);
  }

  /** @param {{email: string, name: string, role: string, team: string|null}} person */
  invite(person) {
    return this.#post("people", person);
  }

  inviteAgain(id) {
    return this.#post(`people/${encodeURIComponent(id)}/invitation`);
  }

  /** @param {string} id @param {{name: string, role: string, team: string|null, active: boolean, seen: object}} person `seen`: as it was shown */
  changePerson(id, person) {
    return this.#post(`people/${encodeURIComponent(id)}`, person);
  }

  async sessions() {
    return (await this.#call("sessions")).sessions;
  }

  revoke(sessionId) {
    return this.#post(`sessions/${encodeURIComponent(sessionId)}/revoke`);
  }

  /** Says which conversation this page shows. @param {string} streamId @param {string|null} id */
  look(streamId, id) {
    return this.#post(`streams/${encodeURIComponent(streamId)}/look`, { conversation_id: id });
  }

  /** @returns {Promise<{people: object[], teams: object[]}>} */
  colleagues() {
    return this.#call("colleagues");
  }

  /** @param {string} id @param {{agent_id?: string, team?: string, note: string}} body */
  transfer(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/transfer`, body);
  }

  /** @param {string} id @param {{channel: "email"|"phone", address: string}} body */
  correctContact(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/contact`, body);
  }

  /** @param {string} id @param {{until: string, read_through: number}} body */
  snooze(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/snooze`, body);
  }

  wake(id) {
    return this.#post(`conversations/${encodeURIComponent(id)}/wake`);
  }

  /** @param {string} [before] the `next` of the page before @returns {Promise<{mentions: object[], unread: number, next: string|null}>} */
  mentions(before) {
    return this.#call(before ? `mentions?${new URLSearchParams({ before })}` : "mentions");
  }

  readMentions(id) {
    return this.#post(`conversations/${encodeURIComponent(id)}/mentions/read`);
  }

  typing(id, typing) {
    return this.#post(`conversations/${encodeURIComponent(id)}/typing`, { typing });
  }

  /** @param {string} id @param {{note?: string}} body */
  giveBack(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/return`, body);
  }

  /** @param {string} id @param {{resolution: string, root_cause?: string, follow_up?: {what: string, due: string, channel: string}}} body */
  resolve(id, body) {
    return this.#post(`conversations/${encodeURIComponent(id)}/resolve`, body);
  }

  #signedIn({ agent, csrf_token }) {
    this.#csrfToken = csrf_token;
    return agent;
  }

  /** The token changes when the agent signs in again in another tab: it is fetched anew, once. */
  async #post(path, json = {}, method = "POST") {
    const send = () => this.#call(path, { method, json, headers: { "X-CSRF-Token": this.#csrfToken } });
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 403 && error.code.includes("csrf"))) throw error;
      await this.me();
      return send();
    }
  }

  async #call(path, options) {
    try {
      return await requestJson(`${BASE}/${path}`, options);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.dispatchEvent(new Event("unauthorized"));
      throw error;
    }
  }
}
