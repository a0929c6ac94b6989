/** JSON over fetch, with the server's problem documents turned into one error that can be shown. */

/** The request got no answer: the line or the server is away. Worth another try. */
export class Unreachable extends Error {}

/**
 * The server's answer was a refusal (application/problem+json, or a bare status).
 * `detail` is in words that the reader can be shown, or "" when the server gave none.
 */
export class Problem extends Error {
  constructor(status, code, detail, retryAfterSecs) {
    super(detail || code || `HTTP ${status}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterSecs = retryAfterSecs;
  }

  /** Whether the same request may succeed later. */
  get passing() {
    return this.status === 429 || this.status === 408 || this.status >= 500;
  }
}

/**
 * Sends a request (options of fetch, and `json` for the body) and hands back the response if it succeeded.
 * @throws {Unreachable|Problem}
 */
export async function request(url, { json, timeoutMs = 15_000, headers = {}, ...init } = {}) {
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const type = json === undefined ? {} : { "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(url, { ...init, ...body, headers: { ...type, ...headers }, signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * Sends a request and reads the JSON of its answer; null for an empty one.
 * @throws {Unreachable|Problem}
 */
export async function requestJson(url, options = {}) {
  const response = await request(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
  try {
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/**
 * Fetches a style sheet for a shadow root: no element of the page is touched, and a strict content security policy holds.
 * @throws {Unreachable|Problem}
 */
export async function requestSheet(url) {
  const response = await request(url);
  return new CSSStyleSheet().replace(await response.text());
}

/** The problem that a refusing response tells of. */
export async function problemOf(response) {
  const document = await response.json().catch(() => ({}));
  const secs = Number(response.headers.get("Retry-After"));
  const text = (value) => (typeof value === "string" ? value : "");
  return new Problem(response.status, text(document?.code), text(document?.detail), Number.isFinite(secs) ? secs : 0);
}
