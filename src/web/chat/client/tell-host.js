// @ts-check

/** The website answers at once when its widget is there; without one (an old copy) nobody does. */
const hostPatienceMs = 500;

/**
 * Tells the website around us that something is new, or that the person pressed Escape. Nothing of the conversation goes with it,
 * so it does not matter who listens.
 * @param {"news" | "close"} what
 */
export function tellHost(what) {
  post({ cauNoi: what });
}

/** @returns {Promise<string>} the token the website keeps for us, "" when it has none */
export function askHostForToken() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => answer(""), hostPatienceMs);
    /** @param {MessageEvent} event */
    const hear = (event) => {
      if (event.source === window.parent && event.data && typeof event.data.cauNoiToken === "string") answer(event.data.cauNoiToken);
    };
    /** @param {string} token */
    const answer = (token) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      resolve(token);
    };
    window.addEventListener("message", hear);
    post({ cauNoi: "recall" });
  });
}

/** Only websites of the page's list can be around us (frame-ancestors), so whoever hears this may. @param {string} token */
export function giveHostToken(token) {
  post({ cauNoi: "keep", token });
}

/** @param {Record<string, string>} message */
function post(message) {
  if (window.parent !== window) window.parent.postMessage(message, "*");
}
