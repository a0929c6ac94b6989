/** Waiting between attempts: longer each time, with some chance in it, so that many clients do not return together. */

/** Milliseconds to wait after so many failed attempts, from 1 on. */
export function backoffMs(failures) {
  return Math.min(30_000, 500 * 2 ** failures) * (0.6 + 0.4 * Math.random());
}

/** Resolves after a time, or at once when the signal aborts. Never rejects. */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
