// @ts-check

/** A phone on a weak line may be slow, but after this nothing comes any more. */
const patienceMs = 25_000;

/**
 * Hands one act to the server. Never throws: what did not arrive for certain is tried again with the same id.
 * @param {import("./session.js").Session} session
 * @param {import("./send-queue.js").Waiting} waiting
 * @returns {Promise<import("./send-queue.js").PostResult>}
 */
export async function postAct(session, { id, act }) {
  if (!(await session.ready())) return { outcome: "away" };
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  try {
    const response = await fetch("/chat/messages", {
      method: "POST",
      headers: { "content-type": "application/json", ...session.headers() },
      body: JSON.stringify({ id, ...act }),
      signal: abort.signal,
    });
    if (response.ok) return { outcome: "taken" };
    if (response.status >= 500) return { outcome: "away" }; // what it says about itself is not for readers
    const why = await reason(response);
    if (response.status === 401 || response.status === 403) return { outcome: "session", why };
    if (response.status === 429) return { outcome: "away", why, waitMs: 1000 * (Number(response.headers.get("retry-after")) || 5) };
    return { outcome: "refused", why };
  } catch {
    return { outcome: "away" };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response @returns {Promise<string | undefined>} the server's sentence for the reader, if it said one */
async function reason(response) {
  try {
    const { error } = await response.json();
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined; // a proxy's error page
  }
}

/**
 * Entries before one (none given: the newest), oldest first.
 * @param {import("./session.js").Session} session
 * @param {string} [before]
 * @returns {Promise<{ entries: import("./page-state.js").Entry[], more: boolean }>}
 */
export async function fetchEarlier(session, before) {
  const response = await fetch(`/chat/history${before ? `?before=${encodeURIComponent(before)}` : ""}`, { headers: session.headers() });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** Whether the server no longer knows this visitor; the stream itself cannot tell. @param {import("./session.js").Session} session */
export async function isSessionOver(session) {
  try {
    return (await fetch("/chat/history?before=0-1", { headers: session.headers() })).status === 401;
  } catch {
    return false;
  }
}
