import express, { type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import { loadAssets } from "./assets.ts";
import { chatPage } from "./page.tsx";
import type { ChatPorts } from "./chat-ports.ts";
import { postMessage } from "./post-message.ts";
import { readerLocale } from "./reader-locale.ts";
import { shownEntry, streamEvents } from "./stream-events.ts";
import { VisitorCookie } from "./visitor-cookie.ts";

const largestBody = "16kb";
const historyPage = 50;

/** The web chat: the page at `/`, its assets, words in, events out, history. `close` ends the open streams. */
export function chatRoutes(ports: ChatPorts): { router: Router; close(): void } {
  const router = express.Router();
  const cookie = new VisitorCookie(ports.secret, ports.publicUrl);
  const assets = loadAssets();
  const stream = streamEvents(ports.mailbox, cookie);
  router.use(strictPolicy(ports.publicUrl));
  router.get("/", async (request, response) => {
    const visitor = cookie.ensure(request, response);
    const entries = await ports.mailbox.last(visitor, historyPage);
    const page = { locale: readerLocale(request, ports.defaultLocale), texts: ports.texts, assets, entries: entries.map(shownEntry), ref: refOf(request) };
    response.setHeader("Cache-Control", "no-store");
    response.type("html").send(chatPage(page));
  });
  router.get("/assets/:file", assets.serve);
  router.post("/chat/messages", express.json({ limit: largestBody, type: "application/json" }), postMessage(ports, cookie));
  router.get("/chat/events", stream.handle);
  router.get("/chat/history", async (request, response) => {
    const visitor = cookie.read(request);
    if (!visitor) return void response.sendStatus(401);
    const before = typeof request.query["before"] === "string" && /^\d{1,15}-\d{1,10}$/.test(request.query["before"]) ? request.query["before"] : undefined;
    response.setHeader("Cache-Control", "no-store");
    response.json({ entries: (await ports.mailbox.last(visitor, historyPage, before)).map(shownEntry) });
  });
  router.use("/chat", badRequest(ports));
  return { router, close: () => stream.close() };
}

/** The entry link's payload: letters, digits, `_`, `-`, at most 64, as on Telegram. */
function refOf(request: Request): string | undefined {
  const { ref } = request.query;
  return typeof ref === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(ref) ? ref : undefined;
}

/** Nothing inline, nothing from elsewhere; over plain http (a laptop) nothing may be upgraded to https. */
function strictPolicy(publicUrl: string | undefined) {
  const https = publicUrl?.startsWith("https:") ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", "data:"], connectSrc: ["'self'"], manifestSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: https,
  });
}

/** A broken or oversized body, in the reader's language. */
function badRequest(ports: ChatPorts) {
  return (error: { status?: number }, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent || !error.status || error.status >= 500) return next(error);
    const key = error.status === 413 ? "error-too-long" : "error-server";
    response.status(error.status).json({ error: ports.texts.text(`webchat:${key}`, { limit: 2000 }, readerLocale(request, ports.defaultLocale)) });
  };
}
