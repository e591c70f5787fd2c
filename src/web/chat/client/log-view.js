// @ts-check
import { make, makeBubble, settleChoices } from "./bubble.js";

/** @typedef {import("./page-state.js").Entry} Entry */
/** @typedef {"sending" | "waiting" | "failed" | "sent"} SendState */

/**
 * The conversation on the page. Knows which entries it shows, so that an entry that comes twice (history, stream, own
 * words) is shown once. Own words that are on their way stay last until the server has put them in their place.
 * @param {HTMLElement} log
 * @param {import("./bubble.js").Look & { dayKey(at: number): string, retry(ref: string): void }} look
 */
export function createLogView(log, look) {
  /** @type {Set<string>} */
  const shown = new Set();
  /** The person's own bubbles by the id of their act. @type {Map<string, HTMLElement>} */
  const own = new Map();
  let newest = "0-0";

  /** @param {ParentNode & Node} place @param {HTMLElement} node @param {number} at @param {Node | null} before */
  const insert = (place, node, at, before) => {
    node.dataset["at"] = String(at);
    const previous = before ? before.previousSibling : place.lastChild;
    if (!(previous instanceof HTMLElement) || dayOf(previous) !== look.dayKey(at)) place.insertBefore(separator(at), before);
    place.insertBefore(node, before);
  };
  /** @param {HTMLElement} node */
  const dayOf = (node) => look.dayKey(Number(node.dataset["at"]));
  /** @param {number} at */
  const separator = (at) => {
    const line = make("div", "day");
    line.dataset["at"] = String(at);
    line.textContent = look.day(at, Date.now());
    return line;
  };
  /** @param {ParentNode & Node} where @param {Entry} entry @param {Node | null} before */
  const place = (where, entry, before) => {
    shown.add(entry.id);
    if (entry.from === "me") settleChoices(where, entry.text);
    const node = makeBubble(entry, look);
    insert(where, node, entry.at, before);
    if (entry.ref !== undefined) own.set(entry.ref, node);
    return node;
  };
  /** The server has put own words in their place; whether they were taken is told by `setState`. @param {HTMLElement} node */
  const arrive = (node) => {
    node.classList.remove("unplaced");
    const first = firstUnplaced();
    if (first && first.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) log.insertBefore(node, first);
    return node;
  };
  const firstUnplaced = () => log.querySelector(".entry.unplaced");

  /** @param {string} ref @param {SendState} state @param {string} [why] */
  const stateLine = (ref, state, why) => {
    if (state !== "failed") {
      const line = make("p", "state");
      line.textContent = why || look.texts[state] || "";
      return line;
    }
    const again = make("button", "state");
    again.setAttribute("type", "button");
    again.textContent = `${why || look.texts["not-sent"]} · ${look.texts["retry"]}`;
    again.addEventListener("click", () => look.retry(ref));
    return again;
  };

  return {
    /** The id up to which this page has everything. */
    newest: () => newest,
    oldest: () => [...shown][0],
    isEmpty: () => own.size === 0 && shown.size === 0,
    /** @param {Entry} entry @returns {HTMLElement | undefined} the bubble, when it is new */
    add(entry) {
      if (shown.has(entry.id)) return undefined;
      newest = entry.id;
      const waiting = entry.ref === undefined ? undefined : own.get(entry.ref);
      if (!waiting) return place(log, entry, firstUnplaced());
      shown.add(entry.id);
      return arrive(waiting);
    },
    /** @param {Entry[]} entries older than all there is, oldest first */
    prepend(entries) {
      const part = document.createDocumentFragment();
      const known = [...shown];
      shown.clear();
      for (const entry of entries) place(part, entry, null);
      for (const id of known) shown.add(id);
      const next = log.querySelector(".entry.me .words");
      settleChoices(part, (next && next.textContent) || "");
      const [first, last] = [log.firstChild, part.lastChild];
      if (first instanceof HTMLElement && last instanceof HTMLElement && first.className === "day" && dayOf(first) === dayOf(last)) first.remove();
      log.setAttribute("aria-live", "off"); // the past is not news
      log.prepend(part);
      setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
    },
    /** Own words that are on their way; those the server keeps already get their bubble back. @param {string} ref @param {string} text @param {number} at */
    addOwn(ref, text, at) {
      const known = own.get(ref);
      if (known) return known;
      settleChoices(log, text);
      const node = makeBubble({ from: "me", text, choices: [], at }, look);
      node.classList.add("unplaced");
      insert(log, node, at, null);
      own.set(ref, node);
      return node;
    },
    /** @param {string} ref @param {SendState} state @param {string} [why] */
    setState(ref, state, why) {
      const node = own.get(ref);
      if (!node) return;
      node.classList.toggle("pending", state === "sending" || state === "waiting");
      node.classList.toggle("failed", state === "failed");
      const line = node.querySelector(".state");
      if (line) line.remove();
      if (state !== "sent") node.append(stateLine(ref, state, why));
    },
    clear() {
      shown.clear();
      own.clear();
      newest = "0-0";
      log.textContent = "";
    },
  };
}
