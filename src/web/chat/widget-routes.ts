import express, { type Request, type Response, type Router } from "express";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { Assets } from "./assets.ts";
import { household } from "./chat-limits.ts";
import type { ChatPorts, WidgetPage } from "./chat-ports.ts";
import { chatPage } from "./page.tsx";
import { readerLocale } from "./reader-locale.ts";
import { isSameOrigin } from "./same-origin.ts";
import { sayError } from "./say-error.ts";
import { sendCompressed } from "./send-compressed.ts";
import type { VisitorTokens } from "./visitor-token.ts";

/** A school shares one address; a script that collects visitors does not need hundreds a minute. */
const sessionsAMinute = 120;

/**
 * The web chat inside other websites: `/widget.js` puts a button there that opens `/embed?page=ID` in a frame. Which websites may
 * show the frame is the page's list of origins; the browser enforces it (frame-ancestors), so nobody else's site can pretend.
 */
export function widgetRoutes(ports: ChatPorts, assets: Assets, tokens: VisitorTokens): Router {
  const router = express.Router();
  router.get("/widget.js", assets.serveWidget);
  router.get("/embed", async (request, response) => {
    const page = await widgetPage(request.query["page"], ports);
    allowFraming(response, page?.origins ?? []);
    response.set("Cache-Control", "no-store");
    if (!page) return void response.status(404).type("text/plain").send("404");
    const locale = readerLocale(request, ports.defaultLocale);
    await sendCompressed(request, response, "text/html; charset=utf-8", chatPage({ locale, texts: ports.texts, assets, ref: undefined, entries: [], more: false, embed: { page: page.account, name: page.name } }));
  });
  const json = express.json({ limit: "1kb", type: "application/json", inflate: false });
  const mayBegin = sessionLimit(ports);
  router.post("/chat/sessions", json, async (request, response) => {
    if (!isSameOrigin(request, ports.publicUrl)) return sayError(ports, request, response, 403, "error-origin");
    const page = await widgetPage((request.body as { page?: unknown } | undefined)?.page, ports);
    if (!page) return sayError(ports, request, response, 404, "error-not-understood");
    if (!(await mayBegin(request))) return sayError(ports, request, response, 429, "error-too-many");
    response.set("Cache-Control", "no-store").status(201).json({ token: tokens.issue(page.account) });
  });
  router.post("/chat/tickets", (request, response) => {
    const visitor = tokens.read(String(request.headers["x-visitor"] ?? ""));
    if (!visitor || !isSameOrigin(request, ports.publicUrl)) return sayError(ports, request, response, 401, "error-session");
    response.set("Cache-Control", "no-store").json({ ticket: tokens.ticket(visitor, Date.now()) });
  });
  return router;
}

async function widgetPage(id: unknown, ports: ChatPorts): Promise<WidgetPage | undefined> {
  return typeof id === "string" && /^[\w-]{1,64}$/.test(id) ? ports.widgetPage(id) : undefined;
}

/** Replaces our own page's "nowhere" by the page's websites. */
function allowFraming(response: Response, origins: readonly string[]): void {
  const allowed = origins.length > 0 ? origins.join(" ") : "'none'";
  const policy = String(response.getHeader("Content-Security-Policy") ?? "");
  response.set("Content-Security-Policy", policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${allowed}`));
  response.removeHeader("X-Frame-Options"); // knows only "nobody" and "ourselves"
  response.set("Cross-Origin-Resource-Policy", "cross-origin");
}

function sessionLimit({ redis, prefix }: ChatPorts): (request: Request) => Promise<boolean> {
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}rate:w`, points: sessionsAMinute, duration: 60 });
  return async (request) => {
    try {
      await limiter.consume(household(request.ip ?? ""));
      return true;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  };
}
