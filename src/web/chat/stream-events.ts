import type { Request, RequestHandler, Response } from "express";
import type { StoredEntry, WebchatMailbox } from "../../storage/webchat-mailbox.ts";
import type { VisitorCookie } from "./visitor-cookie.ts";

const heartbeatMs = 20_000;
const retryMs = 2000;
const mostStreams = 5;
const idPattern = /^\d{1,15}-\d{1,10}$/;

/** What the page is shown of an entry. */
export function shownEntry({ id, from, text, choices, at, ref }: StoredEntry): Record<string, unknown> {
  return { id, from, text, choices: choices ?? [], at, ref };
}

/**
 * `GET /chat/events`: everything after `Last-Event-ID` (or `?after=`), then what comes. The stream's id is the entry's, so a
 * page that lost its connection reads on exactly where it stopped.
 */
export function streamEvents(mailbox: WebchatMailbox, cookie: VisitorCookie): { handle: RequestHandler; close(): void } {
  const open = new Map<string, Set<Response>>();
  const handle: RequestHandler = async (request, response) => {
    const visitor = cookie.read(request);
    if (!visitor) return void response.sendStatus(401);
    const own = open.get(visitor) ?? new Set();
    // The oldest page of too many gives way: it is the forgotten one.
    if (own.size >= mostStreams) own.values().next().value?.end();
    own.add(response);
    open.set(visitor, own);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
    response.write(`retry: ${retryMs}\n\n`);
    const end = await follow(mailbox, visitor, startOf(request), response);
    response.on("close", () => {
      end();
      own.delete(response);
      if (own.size === 0 && open.get(visitor) === own) open.delete(visitor);
    });
  };
  return {
    handle,
    close() {
      for (const streams of open.values()) for (const response of streams) response.end();
    },
  };
}

function startOf(request: Request): string {
  const given = request.headers["last-event-id"] ?? request.query["after"];
  return typeof given === "string" && idPattern.test(given) ? given : "0-0";
}

/** Writes entries as they come, one reader at a time so that none is written twice. Returns how to stop. */
async function follow(mailbox: WebchatMailbox, visitor: string, after: string, response: Response): Promise<() => void> {
  let last = after;
  let reading = false;
  let again = false;
  const read = async (): Promise<void> => {
    again = true;
    if (reading) return;
    reading = true;
    while (again && !response.writableEnded) {
      again = false;
      for (const entry of await mailbox.since(visitor, last)) {
        last = entry.id;
        response.write(`id: ${entry.id}\ndata: ${JSON.stringify(shownEntry(entry))}\n\n`);
        again = true;
      }
    }
    reading = false;
  };
  const readSafely = (): void => void read().catch(() => response.end());
  const unsubscribe = await mailbox.subscribe(visitor, readSafely);
  const heartbeat = setInterval(() => response.write(": \n\n"), heartbeatMs);
  readSafely();
  return () => {
    clearInterval(heartbeat);
    unsubscribe();
  };
}
