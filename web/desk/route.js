/** Which conversation is open and, on a narrow screen, which pane: kept in the address, so that Back and reload work. */

/** @typedef {{conversationId: string|null, pane: "queue"|"conversation"|"summary"}} Route */

const PATTERN = /^#\/conversations\/([^/]+)(\/summary)?$/u;

/** @returns {Route} */
export function currentRoute() {
  const match = PATTERN.exec(location.hash);
  if (!match) return { conversationId: null, pane: "queue" };
  return { conversationId: decodeURIComponent(match[1]), pane: match[2] ? "summary" : "conversation" };
}

let listener = () => {};

/**
 * Opens a conversation or another pane of it. From one conversation to the next there is no step back: Back leads to the queue.
 * @param {string|null} conversationId
 * @param {"queue"|"conversation"|"summary"} [pane]
 */
export function go(conversationId, pane = "conversation") {
  const before = currentRoute();
  const path = conversationId && pane !== "queue" ? `#/conversations/${encodeURIComponent(conversationId)}` : "#/";
  const address = pane === "summary" ? `${path}/summary` : path;
  if (before.pane === pane && before.conversationId) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  listener(currentRoute());
}

/** @param {(route: Route) => void} onChange called now and at every change */
export function onRoute(onChange) {
  listener = onChange;
  window.addEventListener("popstate", () => listener(currentRoute()));
  listener(currentRoute());
}
