import type { Response } from "express";
import type { StoredEntry, WebchatMailbox } from "../../storage/webchat-mailbox.ts";
import { shownEntry } from "./shown-entry.ts";

/** Below the minute after which proxies and phone networks drop a silent connection. */
const heartbeatMs = 20_000;
const page = 50;

/** One open page: everything after an entry, then what comes. */
export type EventStream = { end(farewell?: string): void };

/**
 * Writes the visitor's entries as server-sent events, each once and in order: whatever wakes it, it reads on from the
 * last id it wrote, one reader at a time.
 */
export function openEventStream(mailbox: WebchatMailbox, visitor: string, after: string, response: Response): EventStream {
  let last = after;
  /** Rises with every deletion, so that what was read before it is not written after it. */
  let deletions = 0;
  let reading = false;
  let again = false;
  let over = false;

  async function read(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again && !over) {
        again = false;
        const before = deletions;
        const entries = await mailbox.since(visitor, last, page);
        again ||= entries.length === page;
        if (!over && deletions === before) await write(entries);
      }
    } finally {
      reading = false;
    }
  }
  async function write(entries: StoredEntry[]): Promise<void> {
    const news = entries.map((entry) => `id: ${entry.id}\ndata: ${JSON.stringify(shownEntry(entry))}\n\n`).join("");
    last = entries.at(-1)?.id ?? last;
    if (news !== "" && !response.write(news)) await drained(response); // a slow phone sets the pace
  }
  const unsubscribe = mailbox.subscribe(visitor, (news) => {
    if (news === "forgotten") {
      deletions += 1;
      last = "0-0";
      response.write("event: forgotten\ndata:\n\n");
    }
    read().catch(() => end()); // the page opens again and reads on
  });
  // An event, not a comment: the page hears it and knows that the line lives.
  const heartbeat = setInterval(() => response.write("event: beat\ndata:\n\n"), heartbeatMs);

  function end(farewell = ""): void {
    if (over) return;
    over = true;
    clearInterval(heartbeat);
    unsubscribe();
    response.end(farewell);
  }
  response.on("close", () => end());
  response.on("error", () => end());
  return { end };
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
