/** What is open: a conversation and, on a narrow screen, one pane of it, or a page; kept in the address, so that Back and reload work. */

/**
 * `page` is the name of a page that stands in the place of the conversation, such as "promises".
 * @typedef {{conversationId: string|null, pane: "queue"|"conversation"|"summary"|"page", page: string|null}} Route
 */

const CONVERSATION = /^#\/conversations\/([^/]+)(\/summary)?$/u;
const PAGE = /^#\/([a-z]+)$/u;

/** The pages besides the conversations, by the element that shows each and the module that brings it. */
export const PAGES = {
  promises: { element: "desk-promises", load: () => import("./promises.js") },
  people: { element: "desk-people", load: () => import("./people.js"), permission: "manage_people" },
};

/** @returns {Route} */
export function currentRoute() {
  const match = CONVERSATION.exec(location.hash);
  if (match) return { conversationId: decodeURIComponent(match[1]), pane: match[2] ? "summary" : "conversation", page: null };
  const page = PAGE.exec(location.hash)?.[1];
  if (page && Object.hasOwn(PAGES, page)) return { conversationId: null, pane: "page", page };
  return { conversationId: null, pane: "queue", page: null };
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

/** Opens a page. @param {string} page a name of PAGES */
export function goPage(page) {
  if (currentRoute().page === page) return;
  history.pushState(null, "", `#/${page}`);
  listener(currentRoute());
}

/** @param {(route: Route) => void} onChange called now and at every change */
export function onRoute(onChange) {
  listener = onChange;
  window.addEventListener("popstate", () => listener(currentRoute()));
  listener(currentRoute());
}
