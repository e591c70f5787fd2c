// @ts-check

/** @typedef {{ text?: string, payload?: string, title?: string, start?: true | string }} Act */
/** @typedef {{ id: string, act: Act, at: number }} Waiting */
/** @typedef {{ outcome: "taken" | "refused" | "away" | "session", why?: string, waitMs?: number }} PostResult */

/** The server knows an id for 72 hours; what is older could happen twice and is dropped. */
const forgottenMs = 48 * 3600_000;
/** What was not sent for this long is only sent when the person asks: by then they may have thought better of it. */
const staleMs = 3600_000;

/** An id for one act: sent again after a lost answer, it is still the same act. */
export function actId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What the person did and the server does not have yet, kept over reloads. One at a time, in order, until the server has it.
 * @param {{ post(waiting: Waiting): Promise<PostResult>, say(id: string, state: import("./log-view.js").SendState, why?: string): void, session(): void }} ports
 * @param {string} [page] the widget's page: each has its own list
 */
export function createSendQueue(ports, page) {
  const kept = createKept(page ? `cau-noi.waiting.${page}` : "cau-noi.waiting");
  /** @type {Set<string>} */
  const stopped = new Set();
  /**
   * What was done on this very page. Two tabs that write at once overwrite each other's list, for each sees it a moment late;
   * sending what another tab sent already is nothing, by its id.
   * @type {Waiting[]}
   */
  let own = [];
  let busy = false;
  let misses = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} ms */
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  };
  async function flush() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      let next = upcoming();
      while (next && (await deliver(next))) next = upcoming();
    } finally {
      busy = false;
    }
  }
  const upcoming = () => [...own, ...kept.read()].sort((a, b) => a.at - b.at).find((one) => !stopped.has(one.id));
  /** @param {string} id */
  const drop = (id) => {
    own = own.filter((one) => one.id !== id);
    kept.drop(id);
  };

  /** @param {Waiting} waiting @returns {Promise<boolean>} whether to go on with the next */
  async function deliver(waiting) {
    if (misses === 0) ports.say(waiting.id, "sending");
    const { outcome, why, waitMs } = await ports.post(waiting);
    if (outcome === "taken") {
      misses = 0;
      drop(waiting.id);
      ports.say(waiting.id, "sent");
      return true;
    }
    if (outcome === "refused") {
      stopped.add(waiting.id);
      drop(waiting.id);
      ports.say(waiting.id, "failed", why);
      return true;
    }
    if (outcome === "session") ports.session();
    misses += 1;
    if (!navigator.onLine || waitMs) ports.say(waiting.id, "waiting", why);
    else ports.say(waiting.id, "failed", why);
    later(waitMs || Math.min(30_000, 1000 * 2 ** misses) * (0.75 + Math.random() / 2));
    return false;
  }

  const all = kept.read().filter((one) => Date.now() - one.at < forgottenMs);
  kept.write(all);
  for (const one of all) if (Date.now() - one.at > staleMs) stopped.add(one.id);

  return {
    /** What waited when the page was opened. @returns {{ waiting: Waiting, stale: boolean }[]} */
    restored: () => all.map((waiting) => ({ waiting, stale: stopped.has(waiting.id) })),
    /** @param {Waiting} waiting */
    put(waiting) {
      stopped.delete(waiting.id);
      own = [...own.filter((one) => one.id !== waiting.id), waiting];
      kept.write([...kept.read().filter((one) => one.id !== waiting.id), waiting]);
      void flush();
    },
    /** Tries now: the network is back, or the person asks. */
    flush() {
      misses = 0;
      void flush();
    },
  };
}

/** The list in localStorage; in memory where the browser keeps nothing (private windows). Other tabs share it. @param {string} storageKey */
function createKept(storageKey) {
  /** @type {Waiting[]} */
  let memory = [];
  const read = () => {
    try {
      const list = JSON.parse(localStorage.getItem(storageKey) || "[]");
      return /** @type {Waiting[]} */ (Array.isArray(list) && list.length > 0 ? list : memory);
    } catch {
      return memory;
    }
  };
  /** @param {Waiting[]} list */
  const write = (list) => {
    memory = [];
    try {
      localStorage.setItem(storageKey, JSON.stringify(list));
    } catch {
      memory = list;
    }
  };
  /** @param {string} id */
  const drop = (id) => write(read().filter((one) => one.id !== id));
  return { read, write, drop };
}
