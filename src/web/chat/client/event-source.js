// @ts-check

/** Two missed heartbeats of 20 s and a bit: the line is dead although nobody said so (phones change cells). */
const silenceMs = 50_000;
const longestWaitMs = 30_000;

/**
 * The server's stream, opened again after every loss from the last entry the page has. Our own timing instead of the
 * browser's: it waits longer each time and notices a dead line.
 * @param {{ newest(): string, query(): Promise<string>, entry(entry: import("./page-state.js").Entry): void, forgotten(): void, up(): void, down(misses: number): void }} ports
 */
export function createEventStream(ports) {
  /** @type {EventSource | undefined} */
  let source;
  let misses = 0;
  /** Rises with every opening and closing: an answer that comes after one opens nothing. */
  let turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watchdog;

  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(open, silenceMs);
  };
  const close = () => {
    turn += 1;
    clearTimeout(timer);
    clearTimeout(watchdog);
    if (source) source.close();
    source = undefined;
  };
  const lost = () => {
    close();
    misses += 1;
    ports.down(misses);
    timer = setTimeout(open, Math.min(longestWaitMs, 500 * 2 ** misses) * (0.75 + Math.random() / 2));
  };
  async function open() {
    close();
    const own = turn;
    const query = await ports.query().catch(() => undefined);
    if (own !== turn) return;
    if (query === undefined) return lost();
    const stream = new EventSource(`/chat/events?after=${ports.newest()}${query}`);
    source = stream;
    alive();
    stream.onopen = () => {
      misses = 0;
      ports.up();
    };
    stream.onmessage = (event) => {
      alive();
      ports.entry(JSON.parse(event.data));
    };
    stream.onerror = lost; // a stream is never resumed by the browser itself: its ticket would be over
    stream.addEventListener("beat", alive);
    stream.addEventListener("forgotten", () => ports.forgotten());
    // Another page of this person took our place: wait until this one is looked at again.
    stream.addEventListener("enough", close);
  }
  return {
    open,
    close,
    /** Opens unless it is open: the person looks at the page again, or the network is back. */
    wake() {
      if (!source || source.readyState !== EventSource.OPEN) open();
    },
  };
}
