/** The customer API, one function for each call. */

import { request, requestJson } from "../shared/request.js";

/** A conversation is {id, token}: the token is its secret and only ever travels in a header. */
export function openClient(origin) {
  const base = `${origin}/api/v1/conversations`;
  const at = (conversation, part) => `${base}/${encodeURIComponent(conversation.id)}/${part}`;
  const secret = (conversation) => ({ Authorization: `Bearer ${conversation.token}` });

  return {
    async create(language, userToken) {
      const json = { language, user_token: userToken ?? undefined, page: location.origin + location.pathname };
      const made = await requestJson(base, { method: "POST", json });
      return { id: made.conversation_id, token: made.token };
    },

    send(conversation, message) {
      return requestJson(at(conversation, "messages"), { method: "POST", json: message, headers: secret(conversation) });
    },

    async typing(conversation, typing) {
      await request(at(conversation, "typing"), { method: "POST", json: { typing }, headers: secret(conversation) });
    },

    async rate(conversation, score, comment) {
      const json = { score, comment: comment || undefined };
      await request(at(conversation, "rating"), { method: "POST", json, headers: secret(conversation) });
    },

    async promises(conversation) {
      const answer = await requestJson(at(conversation, "promises"), { headers: secret(conversation), cache: "no-store" });
      return answer.promises;
    },

    events(conversation, after) {
      return requestJson(`${at(conversation, "events")}?after=${after}`, { headers: secret(conversation), cache: "no-store" });
    },

    /** Where and with what headers the events of a conversation stream. */
    stream(conversation) {
      return { url: at(conversation, "events"), headers: secret(conversation) };
    },

    async transcript(conversation) {
      const response = await request(at(conversation, "transcript"), { headers: { Accept: "text/plain", ...secret(conversation) } });
      return response.text();
    },
  };
}
