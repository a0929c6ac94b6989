/** The calls of the customer API. */

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

    /** A call about a conversation; what it answers, or null. */
    ask(conversation, part, init = {}) {
      return requestJson(at(conversation, part), { ...init, headers: secret(conversation), cache: "no-store" });
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
