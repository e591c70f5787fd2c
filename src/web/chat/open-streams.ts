import type { Request, Response } from "express";
import { household } from "./chat-limits.ts";
import { usualLimits, type ChatPorts } from "./chat-ports.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { entryId } from "./shown-entry.ts";

/** The browser's own pause before it connects again; our page uses its own, growing one. */
const retryMs = 3000;

export type OpenStreams = { open(visitor: string, request: Request, response: Response): void; close(): void };

/** All event streams of this process: how many one visitor and one address may have, and how they end. */
export function createOpenStreams(ports: Pick<ChatPorts, "mailbox" | "limits">): OpenStreams {
  const limits = { ...usualLimits, ...ports.limits };
  const visitors = new Map<string, Set<EventStream>>();
  const addresses = new Map<string, Set<EventStream>>();
  let closing = false;

  return {
    /** `GET /chat/events`: everything after `Last-Event-ID` (or `?after=`), then what comes. */
    open(visitor, request, response) {
      const address = household(request.ip ?? "");
      if (closing || (addresses.get(address)?.size ?? 0) >= limits.streamsPerAddress) {
        response.set("Retry-After", "10").sendStatus(closing ? 503 : 429);
        return;
      }
      // The oldest page gives way: it is the forgotten one, or a dead connection nobody noticed yet.
      const own = visitors.get(visitor);
      if (own && own.size >= limits.streamsPerVisitor) own.values().next().value?.end("event: enough\ndata:\n\n");
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no", // nginx would hold the events back
        connection: "close", // a stream ends with its connection, so that a stopping server need not wait for an idle one
      });
      response.write(`retry: ${retryMs}\n\n`);
      const after = entryId(request.headers["last-event-id"]) ?? entryId(request.query["after"]) ?? "0-0";
      const stream = openEventStream(ports.mailbox, visitor, after, response);
      const leave = [join(visitors, visitor, stream), join(addresses, address, stream)];
      response.on("close", () => leave.forEach((go) => go()));
    },
    /** Ends all streams; the pages connect again by themselves, each after a time of its own. */
    close() {
      closing = true;
      for (const own of visitors.values()) for (const stream of own) stream.end(`retry: ${retryMs}\n\n`);
    },
  };
}

function join(groups: Map<string, Set<EventStream>>, key: string, stream: EventStream): () => void {
  const group = groups.get(key) ?? new Set();
  groups.set(key, group.add(stream));
  return () => {
    group.delete(stream);
    if (group.size === 0 && groups.get(key) === group) groups.delete(key);
  };
}
