/** Server-sent events over fetch: unlike EventSource it sends headers, so that no secret stands in an address. */

import { problemOf, Unreachable } from "./request.js";

/**
 * Reads one stream until the server closes it or `signal` aborts. `onRecord` gets {id, event, data}, `onOpen` is called at
 * the first bytes. `firstMs`: how long those may take, so that a proxy which holds the stream back is noticed;
 * `quietMs`: how long silence may last, where pings come every 15 s.
 * @throws {Unreachable|Problem} a broken line or silence; a refusal
 */
export async function readStream(url, options) {
  const { headers = {}, lastEventId = 0, signal, onRecord, onOpen, firstMs = 4_000, quietMs = 40_000 } = options;
  const abort = new AbortController();
  const end = () => abort.abort();
  signal.addEventListener("abort", end);
  let watchdog = setTimeout(end, firstMs);
  try {
    if (signal.aborted) return;
    const resume = lastEventId ? { "Last-Event-ID": String(lastEventId) } : {};
    const response = await fetch(url, {
      headers: { Accept: "text/event-stream", ...resume, ...headers },
      cache: "no-store",
      signal: abort.signal,
    });
    if (!response.ok) throw await problemOf(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const feed = recordParser(onRecord);
    for (let first = true; ; first = false) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(end, quietMs);
      if (first) onOpen?.();
      feed(value);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error?.status ? error : new Unreachable(String(error));
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", end);
    abort.abort();
  }
}

/** A parser of the event stream format: a function to feed with pieces as they arrive. */
export function recordParser(onRecord) {
  let rest = "";
  let record = emptyRecord();
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop();
    for (const line of lines) {
      if (line !== "") takeLine(record, line);
      else {
        if (record.data.length > 0) onRecord({ ...record, data: record.data.join("\n") });
        record = emptyRecord();
      }
    }
  };
}

function emptyRecord() {
  return { id: null, event: "message", data: [] };
}

function takeLine(record, line) {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /u, "");
  if (field === "data") record.data.push(value);
  else if (field === "id") record.id = value;
  else if (field === "event") record.event = value;
}
