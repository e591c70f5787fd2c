import express, { type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import type { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { readDeletionRequest } from "../channels/messenger/index.ts";
import type { DeletionState } from "../consent/index.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Texts } from "../runtime/texts.ts";
import { household } from "./chat/chat-limits.ts";
import { readerLocale } from "./chat/reader-locale.ts";
import { deletionPage, deletionStyleHash } from "./messenger-deletion-page.tsx";

export type DeletionPorts = {
  /** App secrets of all pages, each once. */
  appSecrets(): readonly string[];
  /** Keeps the wish; the same code again is the same wish. */
  record(wish: { code: string; userId: string; at: number }): Promise<unknown>;
  find(code: string): Promise<{ state: DeletionState; requestedAt: number } | undefined>;
  texts: Texts;
  defaultLocale: "vi" | "en";
  /** Without it the address the request came to. */
  publicUrl?: string | undefined;
  redis: Redis;
  prefix: string;
  logger: Logger;
  limits?: Partial<typeof usualLimits>;
  now?: () => number;
};

/** By address and minute: visits, so that codes are not tried out, and Meta's calls, which come from few addresses for everybody. */
const usualLimits = { visits: 30, wishes: 300 };

/**
 * `POST /webhooks/messenger/deletion`: Meta hands on somebody's wish to have their data deleted (§1.12); answered with a code and the address of
 * the page that tells what became of it, `GET /deletion?code=`. The user id is app-scoped and belongs to no conversation, so a human sees to it.
 * Mounted before the other webhooks.
 */
export function messengerDeletionRoutes(ports: DeletionPorts): Router {
  const router = express.Router();
  const post = "/webhooks/messenger/deletion";
  router.post(post, limited(ports, "wishes"), express.urlencoded({ extended: false, limit: "16kb", parameterLimit: 20, inflate: false }), takeWish(ports));
  router.get("/deletion", limited(ports, "visits"), policy(ports), showState(ports));
  router.use(post, (error: { status?: number }, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent || !error.status || error.status >= 500) return next(error);
    response.status(error.status).json({ error: "bad request" });
  });
  return router;
}

function takeWish(ports: DeletionPorts): express.RequestHandler {
  return async (request, response) => {
    const wish = readDeletionRequest((request.body as Record<string, unknown> | undefined)?.["signed_request"], ports.appSecrets());
    if (!wish) return void response.status(400).json({ error: "bad request" });
    await ports.record({ ...wish, at: (ports.now ?? Date.now)() });
    ports.logger.warn({ code: wish.code }, "somebody wants their data deleted through Facebook: see `messenger deletions list`");
    const base = ports.publicUrl ?? `${request.protocol}://${request.headers.host}`;
    response.json({ url: `${base}/deletion?code=${wish.code}`, confirmation_code: wish.code });
  };
}

function showState(ports: DeletionPorts): express.RequestHandler {
  return async (request, response) => {
    const { code } = request.query;
    const known = typeof code === "string" && /^[A-Za-z0-9]{20}$/.test(code) ? code : undefined;
    const found = known === undefined ? undefined : await ports.find(known);
    const locale = readerLocale(request, ports.defaultLocale);
    response.status(found ? 200 : 404).set("Cache-Control", "no-store").type("html").send(deletionPage({ texts: ports.texts, locale, code: known, found }));
  };
}

/** One household's requests in a minute, over all processes. */
function limited({ redis, prefix, limits, texts, defaultLocale }: DeletionPorts, what: keyof typeof usualLimits): express.RequestHandler {
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}rate:deletion-${what}`, points: limits?.[what] ?? usualLimits[what], duration: 60 });
  return async (request, response, next) => {
    try {
      await limiter.consume(household(request.ip ?? ""));
      next();
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) return next(refused);
      response.status(429).set("Retry-After", String(Math.max(1, Math.ceil(refused.msBeforeNext / 1000))));
      response.type("text").send(texts.text("messenger:deletion-too-many", {}, readerLocale(request, defaultLocale)) ?? "");
    }
  };
}

/** Nothing but its own style; nobody may frame it, and its address with the code goes to nobody. */
function policy({ publicUrl }: DeletionPorts) {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], styleSrc: [deletionStyleHash], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: "no-referrer" },
    strictTransportSecurity: publicUrl?.startsWith("https:") ?? false,
  });
}
