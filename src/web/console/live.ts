import type { Request, RequestHandler } from "express";
import { unitTree } from "../../units/index.ts";
import { scopeOf, type StaffMember } from "../../staff/index.ts";
import type { ConsolePorts } from "./console-ports.ts";

const beatMs = 25_000;

/** The Redis channel on which changes are told to open consoles. */
export function liveTopic(prefix: string): string {
  return `${prefix}console`;
}

/** News of one's own communes as server-sent events: `data: {"topic":"cases"}`. Nothing about anybody: the page asks again for what it shows. */
export function liveNews(ports: ConsolePorts, signedIn: (ports: ConsolePorts, request: Request) => Promise<StaffMember | undefined>): { route: RequestHandler; close(): void } {
  const listeners = new Set<(news: { topic: string; commune?: string }) => void>();
  const subscriber = ports.redis.duplicate();
  subscriber.on("error", (error: Error) => ports.logger.warn({ err: error }, "redis connection of the console's news"));
  subscriber.on("message", (_topic, json) => {
    const news = JSON.parse(json) as { topic: string; commune?: string };
    for (const listener of listeners) listener(news);
  });
  void subscriber.subscribe(liveTopic(ports.prefix)).catch(() => {});
  const route: RequestHandler = async (request, response, next) => {
    try {
      const staff = await signedIn(ports, request);
      if (!staff) return void response.status(401).end();
      const tree = await unitTree(ports.office.units);
      const mine = (["people.read", "cases.read", "clubs.approve", "units.read", "conversations.read", "broadcasts.read", "activities.read"] as const).map((right) => scopeOf(staff.grants, right, tree)).filter((scope) => scope !== undefined);
      const listener = ({ topic, commune }: { topic: string; commune?: string }): void => {
        if (commune === undefined || mine.some((scope) => scope.all || scope.units.has(commune) || scope.communes.includes(commune))) response.write(`data: ${JSON.stringify({ topic })}\n\n`);
      };
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" }).write("retry: 5000\n\n");
      const beat = setInterval(() => response.write(":\n\n"), beatMs);
      listeners.add(listener);
      request.on("close", () => {
        clearInterval(beat);
        listeners.delete(listener);
      });
    } catch (error) {
      next(error);
    }
  };
  return { route, close: () => subscriber.disconnect() };
}
