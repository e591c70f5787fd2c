import type { Request, RequestHandler } from "express";
import { visitorBody } from "../../channels/webchat/index.ts";
import type { InboundEvent } from "../../core/inbound-event.ts";
import { createChatLimits } from "./chat-limits.ts";
import type { ChatPorts } from "./chat-ports.ts";
import { longestText, messageSchema } from "./message-schema.ts";
import { readerLocale } from "./reader-locale.ts";
import { isSameOrigin } from "./same-origin.ts";
import { sayError, type ErrorText } from "./say-error.ts";
import type { Visitor } from "./visitor.ts";

/** Before the body is read: whose it is, from where, and whether it is too much. */
export function admitMessage(ports: ChatPorts, visitorOf: (request: Request) => Visitor | undefined): RequestHandler {
  const waitSeconds = createChatLimits(ports);
  return async (request, response, next) => {
    const refuse = (status: number, text: ErrorText) => sayError(ports, request, response, status, text);
    if (!isSameOrigin(request, ports.publicUrl)) return refuse(403, "error-origin");
    const visitor = visitorOf(request);
    if (!visitor) return refuse(401, "error-session");
    // A form of another page can send text/plain with cookies, but never this type without asking us first.
    if (!request.is("application/json")) return refuse(415, "error-not-understood");
    const wait = await waitSeconds(visitor.visitor, request.ip ?? "");
    if (wait > 0) {
      response.setHeader("Retry-After", String(wait));
      return refuse(429, "error-too-many");
    }
    response.locals["visitor"] = visitor;
    next();
  };
}

/** `POST /chat/messages`: 202 once the words are durable. The same id again is the same message. */
export function postMessage(ports: ChatPorts): RequestHandler {
  return async (request, response) => {
    const { visitor, account } = response.locals["visitor"] as Visitor;
    const body: unknown = request.body;
    if (isTooLong(body)) return sayError(ports, request, response, 413, "error-too-long", { limit: longestText });
    const message = messageSchema.safeParse(body);
    const event = message.success ? ports.parse(account, visitorBody(message.data, visitor), Date.now())?.events[0] : undefined;
    if (!event) return sayError(ports, request, response, 400, "error-not-understood");
    const entry = await keepOwnWords(ports, visitor, event);
    await ports.intake([{ ...event, profile: { ...event.profile, locale: readerLocale(request, ports.defaultLocale) } }]);
    ports.metrics.webhooks.inc({ channel: "webchat", outcome: "taken" });
    response.status(202).json({ entry: entry ?? null });
  };
}

/**
 * Before the intake, because the answer must not stand above the question. When the intake then fails, the page still has
 * the message in its queue and sends it again; the entry's ref is the event's id, so the words stay one bubble.
 */
async function keepOwnWords(ports: ChatPorts, visitor: string, event: InboundEvent): Promise<string | undefined> {
  const { input } = event;
  const text = input.kind === "text" ? input.text : input.kind === "press" ? (input.title ?? input.payload) : "";
  return text === "" ? undefined : ports.mailbox.append(visitor, { from: "me", text, at: event.at, ref: event.id });
}

function isTooLong(body: unknown): boolean {
  const { text } = (body ?? {}) as { text?: unknown };
  return typeof text === "string" && text.length > longestText;
}
