// @ts-check
import { askHostForToken, giveHostToken } from "./tell-host.js";

/**
 * Who we are to the server. Our own page has a cookie and needs nothing; inside another website browsers keep no cookie for
 * us, so a token lies in this frame's storage and goes with each request. Where the browser denies a frame even that, the
 * website keeps it for us: it stands in the page's list, and the talk in its frame is its visitors' talk.
 * @typedef {{ headers(): Record<string, string>, ready(): Promise<boolean>, streamQuery(): Promise<string>, forget(): void, remembered(): Promise<boolean> }} Session
 */

/** @param {string | undefined} page the widget's page; undefined: our own page @returns {Session} */
export function createSession(page) {
  if (page === undefined) return { headers: () => ({}), ready: async () => true, streamQuery: async () => "", forget() {}, remembered: async () => true };
  const store = createStore(`cau-noi.visitor.${page}`);
  let token = "";
  const recall = store.read().then((kept) => (token = kept));
  /** @type {Promise<boolean> | undefined} */
  let opening;
  const session = {
    headers: () => /** @type {Record<string, string>} */ (token ? { "x-visitor": token } : {}),
    /** Whether this visitor has been here before. */
    remembered: async () => Boolean(await recall),
    /** Whether the server knows us by now; false: no network, try later. */
    ready: async () => {
      await recall;
      return token ? true : (opening ??= open().finally(() => (opening = undefined)));
    },
    /** An address is seen by proxies, so a stream's carries a ticket of one minute instead of the token. */
    async streamQuery() {
      if (!(await session.ready())) throw new Error("no session");
      const response = await fetch("/chat/tickets", { method: "POST", headers: session.headers() });
      if (!response.ok) throw new Error(String(response.status));
      const { ticket } = await response.json();
      return `&ticket=${encodeURIComponent(ticket)}`;
    },
    forget() {
      token = "";
      store.write("");
    },
  };
  async function open() {
    try {
      const response = await fetch("/chat/sessions", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ page }) });
      if (!response.ok) return false;
      token = (await response.json()).token;
      store.write(token);
      return true;
    } catch {
      return false;
    }
  }
  return session;
}

/** @param {string} key */
function createStore(key) {
  return {
    /** @returns {Promise<string>} */
    async read() {
      try {
        return localStorage.getItem(key) || "";
      } catch {
        return askHostForToken();
      }
    },
    /** @param {string} value */
    write(value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        giveHostToken(value);
      }
    },
  };
}
