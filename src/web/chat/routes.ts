import express, { type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import { loadAssets } from "./assets.ts";
import type { ChatPorts } from "./chat-ports.ts";
import { longestText } from "./message-schema.ts";
import { createOpenStreams } from "./open-streams.ts";
import { chatPage } from "./page.tsx";
import { admitMessage, postMessage } from "./post-message.ts";
import { readerLocale, rememberLocale } from "./reader-locale.ts";
import { isSameOrigin } from "./same-origin.ts";
import { sayError } from "./say-error.ts";
import { sendCompressed } from "./send-compressed.ts";
import { entryId, shownEntry } from "./shown-entry.ts";
import { visitorOf, type Visitor } from "./visitor.ts";
import { VisitorCookie } from "./visitor-cookie.ts";
import { VisitorTokens } from "./visitor-token.ts";
import { widgetRoutes } from "./widget-routes.ts";

const largestBody = "16kb";
/** With the page comes what fits a few screens; further back is asked for. */
const firstEntries = 30;
const earlierEntries = 50;

/** The web chat: the page at `/`, its assets, words in, events out, history. `close` ends the open streams. */
export function chatRoutes(ports: ChatPorts): { router: Router; close(): void } {
  const router = express.Router();
  const https = ports.publicUrl?.startsWith("https:") ?? false;
  const cookie = new VisitorCookie(ports.secret, ports.publicUrl);
  const tokens = new VisitorTokens(ports.secret);
  const whose = (request: Request) => visitorOf(request, cookie, tokens);
  const assets = loadAssets(ports.texts);
  const streams = createOpenStreams(ports);
  const history = async (visitor: string, most: number, before?: string) => {
    const entries = await ports.mailbox.last(visitor, most + 1, before);
    return { entries: entries.slice(-most).map(shownEntry), more: entries.length > most };
  };

  router.use(strictPolicy(https));
  router.get("/", async (request, response) => {
    rememberLocale(request, response, https);
    const visitor = cookie.ensure(request, response);
    const page = { locale: readerLocale(request, ports.defaultLocale), texts: ports.texts, assets, metas: ports.siteMetas ?? [], ref: refOf(request), ...(await history(visitor, firstEntries)) };
    await sendCompressed(request, response, "text/html; charset=utf-8", chatPage(page));
  });
  router.get("/assets/:file", assets.serve);
  const json = express.json({ limit: largestBody, type: "application/json", inflate: false });
  router.post("/chat/messages", admitMessage(ports, whose), json, postMessage(ports));
  router.get(["/chat/events", "/chat/history"], (request, response, next) => {
    const visitor = isSameOrigin(request, ports.publicUrl) ? whose(request) : undefined;
    if (!visitor) return sayError(ports, request, response, 401, "error-session");
    response.locals["visitor"] = visitor;
    next();
  });
  router.get("/chat/events", (request, response) => streams.open((response.locals["visitor"] as Visitor).visitor, request, response));
  router.get("/chat/history", async (request, response) => {
    const shown = await history((response.locals["visitor"] as Visitor).visitor, earlierEntries, entryId(request.query["before"]));
    await sendCompressed(request, response, "application/json; charset=utf-8", JSON.stringify(shown));
  });
  router.use(widgetRoutes(ports, assets, tokens));
  router.use("/chat", badBody(ports));
  return { router, close: () => streams.close() };
}

/** The entry link's payload: letters, digits, `_`, `-`, at most 64, as on Telegram. */
function refOf(request: Request): string | undefined {
  const { ref } = request.query;
  return typeof ref === "string" && /^[\w.-]{1,64}$/.test(ref) ? ref : undefined;
}

/** Nothing inline, nothing from elsewhere; over plain http (a laptop) nothing may be upgraded to https. */
function strictPolicy(https: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", "data:"], connectSrc: ["'self'"], manifestSrc: ["'self'"],
        formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"], requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: https,
  });
}

/** A broken, encoded or oversized body, in the reader's language. */
function badBody(ports: ChatPorts) {
  return (error: { status?: number }, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent || !error.status || error.status >= 500) return next(error);
    sayError(ports, request, response, error.status, error.status === 413 ? "error-too-long" : "error-not-understood", { limit: longestText });
  };
}
