import express, { type Request, type Response, type Router } from "express";
import { eventId } from "../channels/event-id.ts";
import { contactId } from "../core/contact-id.ts";
import { keepUpload, pictureOf, MediaDelayed, MediaRefused, type FlowMedia, type Media, type MediaRoom } from "../media/index.ts";
import { createChatLimits } from "./chat/chat-limits.ts";
import type { ChatLimits, ChatPorts } from "./chat/chat-ports.ts";
import { readerLocale } from "./chat/reader-locale.ts";
import { isSameOrigin } from "./chat/same-origin.ts";
import { sayError, type ErrorText } from "./chat/say-error.ts";
import { visitorOf } from "./chat/visitor.ts";
import { VisitorCookie } from "./chat/visitor-cookie.ts";
import { VisitorTokens } from "./chat/visitor-token.ts";

export type MediaPorts = Pick<ChatPorts, "mailbox" | "intake" | "texts" | "secret" | "redis" | "prefix" | "publicUrl" | "defaultLocale" | "metrics"> & {
  room: MediaRoom;
  maxBytes: number;
  flowMedia: FlowMedia;
  /** Whether a page's web chat is (still) there. */
  hasPage(account: string): boolean | Promise<boolean>;
  limits?: Partial<Pick<ChatLimits, "perVisitorAMinute" | "perAddressAMinute">>;
};

/** Decoding a picture costs far more than reading a line. */
const usualLimits = { perVisitorAMinute: 10, perAddressAMinute: 100 };
const yearSeconds = 31_536_000;

/** `GET /files/<hash>/<name>`: what flows and notices show. `POST /chat/files`: what visitors of the web chat send. */
export function mediaRoutes(ports: MediaPorts): Router {
  const router = express.Router();
  router.get("/files/:hash/:name", async (request, response, next) => {
    const [hash, name] = [String(request.params["hash"]), String(request.params["name"])];
    const file = ports.flowMedia.served(hash, name) ?? (name === "anh.jpg" ? await pictureOf(ports.room, hash, "notice:").catch(() => undefined) : undefined);
    if (!file) return next();
    response.set({
      "Cache-Control": `public, max-age=${yearSeconds}, immutable`, // the address is the content's
      "Content-Type": file.type,
      "Content-Disposition": file.type.startsWith("image/") ? "inline" : "attachment",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "cross-origin", // platforms' clients show it on pages of their own
      "X-Content-Type-Options": "nosniff",
    });
    response.send(file.content);
  });
  router.post("/chat/files", admit(ports), takeFile(ports));
  return router;
}

type Admitted = { visitor: string; account: string; id: string };

/** Before a byte of the file is read: whose it is, from where, and whether it is too much. */
function admit(ports: MediaPorts): express.RequestHandler {
  const cookie = new VisitorCookie(ports.secret, ports.publicUrl);
  const tokens = new VisitorTokens(ports.secret);
  const waitSeconds = createChatLimits({ redis: ports.redis, prefix: `${ports.prefix}files:`, limits: { ...usualLimits, ...ports.limits } });
  return async (request, response, next) => {
    const refuse = (status: number, text: ErrorText, params = {}) => turnAway(ports, request, response, status, text, params);
    if (!isSameOrigin(request, ports.publicUrl)) return refuse(403, "error-origin");
    const visitor = visitorOf(request, cookie, tokens);
    if (!visitor || !(await ports.hasPage(visitor.account))) return refuse(401, "error-session");
    // No form of another page can send this header without asking us first.
    const id = request.headers["x-file-id"];
    if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id) || request.headers["content-encoding"]) return refuse(400, "error-not-understood");
    if (Number(request.headers["content-length"] ?? 0) > ports.maxBytes) return refuse(413, "error-file-too-large", { megabytes: megabytes(ports) });
    const wait = await waitSeconds(visitor.visitor, request.ip ?? "");
    if (wait > 0) {
      response.setHeader("Retry-After", String(wait));
      return refuse(429, "error-too-many");
    }
    response.locals["admitted"] = { ...visitor, id } satisfies Admitted;
    next();
  };
}

/** 202 once the file is kept and its event durable. The same id again is the same file. */
function takeFile(ports: MediaPorts): express.RequestHandler {
  return async (request, response) => {
    const { visitor, account, id } = response.locals["admitted"] as Admitted;
    const event = { id: eventId("webchat", account, visitor, id), contact: contactId({ channel: "webchat", account, person: visitor }), at: Date.now() };
    const name = nameOf(request);
    let media: Media;
    try {
      media = await keepUpload(ports.room, { event: event.id, contact: event.contact, ...(name === undefined ? {} : { name }), content: request, maxBytes: ports.maxBytes, now: event.at });
    } catch (error) {
      return refuseFile(ports, request, response, error);
    }
    const entry = await ports.mailbox.append(visitor, { from: "me", text: `${media.kind === "image" ? "📷" : "📎"} ${media.name ?? ""}`, at: event.at, ref: event.id });
    await ports.intake([{ ...event, order: event.at, input: { kind: "media", media: media.kind }, profile: { locale: readerLocale(request, ports.defaultLocale) } }]);
    ports.metrics.webhooks.inc({ channel: "webchat", outcome: "taken" });
    response.status(202).json({ entry, kind: media.kind, name: media.name });
  };
}

function refuseFile(ports: MediaPorts, request: Request, response: Response, error: unknown): void {
  if (error instanceof MediaDelayed) return turnAway(ports, request, response, 400, "error-not-understood");
  if (!(error instanceof MediaRefused)) throw error;
  const large = error.reason === "too-large" || error.reason === "too-many-pixels";
  turnAway(ports, request, response, large ? 413 : 415, large ? "error-file-too-large" : "error-file-type", { megabytes: megabytes(ports) });
}

/** What still comes of a file nobody wants is thrown away: a connection closed on a browser that sends shows no answer. */
function turnAway(ports: MediaPorts, request: Request, response: Response, status: number, text: ErrorText, params: Record<string, unknown> = {}): void {
  request.resume();
  sayError(ports, request, response, status, text, params);
}

/** Pictures have 10 MB; the number is a help, not a promise. */
function megabytes({ maxBytes }: MediaPorts): number {
  return Math.floor(maxBytes / 1_048_576);
}

/** Percent-encoded by the page, because headers are Latin letters only. */
function nameOf(request: Request): string | undefined {
  const header = request.headers["x-file-name"];
  if (typeof header !== "string" || header.length > 1500) return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    return undefined;
  }
}
