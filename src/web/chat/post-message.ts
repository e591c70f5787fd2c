import type { Request, RequestHandler, Response } from "express";
import { visitorBody } from "../../channels/webchat/index.ts";
import type { InboundEvent } from "../../core/inbound-event.ts";
import type { ChatPorts } from "./chat-ports.ts";
import { createChatLimits } from "./chat-limits.ts";
import { readerLocale } from "./reader-locale.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { VisitorCookie } from "./visitor-cookie.ts";

export const longestText = 2000;

/** `POST /chat/messages` `{id, text | payload, title | start}`: 202 once the words are durable. The same id again is the same message. */
export function postMessage(ports: ChatPorts, cookie: VisitorCookie): RequestHandler {
  const waitSeconds = createChatLimits(ports);
  return async (request, response) => {
    const refuse = (status: number, key: string, params = {}) => sayError(ports, request, response, status, key, params);
    if (!isSameOrigin(request, ports.publicUrl)) return refuse(403, "error-session");
    const visitor = cookie.read(request);
    if (!visitor) return refuse(401, "error-session");
    const wait = await waitSeconds(visitor, request.ip ?? "");
    if (wait > 0) {
      response.setHeader("Retry-After", String(wait));
      return refuse(429, "error-too-many");
    }
    const body = request.body as { text?: unknown } | undefined;
    if (typeof body?.text === "string" && body.text.length > longestText) return refuse(413, "error-too-long", { limit: longestText });
    const { events } = ports.parse(visitorBody(body, visitor), Date.now());
    const event = events[0];
    if (!event) return refuse(400, "error-server");
    await ports.intake([event]);
    await keepOwnWords(ports, visitor, event);
    ports.metrics.webhooks.inc({ channel: "webchat", outcome: "taken" });
    response.status(202).json({ ok: true });
  };
}

/** After the intake: own words that are shown are on their way for certain. The entry's ref is the event's, so a repeat adds nothing. */
async function keepOwnWords(ports: ChatPorts, visitor: string, event: InboundEvent): Promise<void> {
  const { input } = event;
  const text = input.kind === "text" ? input.text : input.kind === "press" ? (input.title ?? "") : "";
  if (text !== "") await ports.mailbox.append(visitor, { from: "me", text, at: event.at, ref: event.id });
}

function sayError(ports: ChatPorts, request: Request, response: Response, status: number, key: string, params: Record<string, unknown>): void {
  ports.metrics.webhooks.inc({ channel: "webchat", outcome: String(status) });
  const error = ports.texts.text(`webchat:${key}`, params, readerLocale(request, ports.defaultLocale)) ?? key;
  response.status(status).json({ error });
}
