import express, { type Request, type Response, type Router } from "express";
import type { Redis } from "ioredis";
import { randomBytes } from "node:crypto";
import { createZaloApi } from "../channels/zalo/api.ts";
import { createZaloCaller } from "../channels/zalo/caller.ts";
import { oauthCodes } from "../channels/zalo/error-codes.ts";
import { consentAddress, exchangeCode, newVerifier, type ZaloTokenPair } from "../channels/zalo/oauth.ts";
import { platformId } from "../channels/untrusted.ts";
import { SendError } from "../core/send-error.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Texts } from "../runtime/texts.ts";
import { connectPage } from "./connect-page.tsx";
import { readTicket } from "./connect-ticket.ts";

/** An OA whose admin has just allowed the app. `unit` as the link's maker wanted. */
export type ConnectedZalo = { oaId: string; name: string; tokens: ZaloTokenPair; unit?: string };

export type ConnectZaloPorts = {
  redis: Redis;
  prefix: string;
  /** Signs the links. */
  secret: string;
  texts: Texts;
  locale: "vi" | "en";
  /** Address people and platforms reach this installation at; the callback under it must stand in Zalo's console. */
  publicUrl: string;
  appId: string;
  appSecret: string;
  oauthUrl: string;
  apiUrl: string;
  /** Where the console holds a fixed code challenge: the verifier it was made of. */
  codeVerifier?: string | undefined;
  /** Keeps the tokens before anything else happens with them. */
  connected(account: ConnectedZalo): Promise<void>;
  logger: Logger;
  now?: () => number;
};

/** What waits for Zalo's callback. */
type Pending = { verifier: string; ticket: string; unit?: string };

/** A code works for ten minutes, and so does a request for one. */
const pendingSeconds = 600;
const usedSeconds = 86_400;
const exchangeTimeoutMs = 20_000;

type Ending = { status: number; heading: "done-title" | "failed-title"; says: [key: string, params?: Record<string, string>][] };

/** Where Zalo sends an admin back to; must stand in the console as "Official Account Callback Url". */
export function zaloCallback(publicUrl: string): string {
  return `${publicUrl}/connect/zalo/callback`;
}

/** `/connect/zalo?ticket=…` leads an admin of the OA to Zalo's consent, `/connect/zalo/callback` takes the answer (facts §3). */
export function connectZaloRoutes(ports: ConnectZaloPorts): Router {
  const router = express.Router();
  const pending = pendingRequests(ports);
  router.get("/connect/zalo", async (request, response) => {
    const ticket = readTicket(request.query["ticket"], ports.secret, (ports.now ?? Date.now)());
    if (!ticket) return show(response, ports, failed(403, "ticket-invalid"));
    if (await pending.used(ticket.id)) return show(response, ports, failed(403, "ticket-used"));
    const verifier = ports.codeVerifier ?? newVerifier();
    const state = await pending.add({ verifier, ticket: ticket.id, ...(ticket.unit === undefined ? {} : { unit: ticket.unit }) });
    response.set(quiet).redirect(302, consentAddress({ oauthUrl: ports.oauthUrl, appId: ports.appId, redirectUri: zaloCallback(ports.publicUrl), verifier, state }));
  });
  router.get("/connect/zalo/callback", async (request, response) => show(response, ports, await answer(request, pending, ports)));
  return router;
}

async function answer(request: Request, pending: PendingRequests, ports: ConnectZaloPorts): Promise<Ending> {
  const { code, state, oa_id: oaId, error, error_code: errorCode } = request.query;
  const told = [errorCode, error].find((value): value is string => typeof value === "string" && value !== "" && value !== "0");
  if (told !== undefined) return refusal(told, ports);
  if (typeof code !== "string" || code === "" || code.length > 4096) return failed(400, "denied");
  const waiting = await pending.take(typeof state === "string" && state !== "" ? state : undefined);
  if (!waiting) return failed(400, "expired");
  try {
    return await connect(code, platformId(oaId), waiting, pending, ports);
  } catch (problem) {
    if (!(problem instanceof SendError)) throw problem;
    return failed(502, "unreachable");
  }
}

async function connect(code: string, toldOa: string | undefined, waiting: Pending, pending: PendingRequests, ports: ConnectZaloPorts): Promise<Ending> {
  const { now = Date.now } = ports;
  const answered = await exchangeCode(code, waiting.verifier, { ...ports, now, timeoutMs: exchangeTimeoutMs });
  if ("refused" in answered) return refusal(answered.refused, ports);
  const tokens = answered.pair;
  const api = createZaloApi(createZaloCaller({ url: ports.apiUrl, host: "oa", accessToken: async () => tokens.accessToken }));
  const oa = await api.oa().catch((problem: unknown) => (problem instanceof SendError ? problem : Promise.reject(problem)));
  const known = oa instanceof SendError ? undefined : oa;
  const oaId = known?.id || toldOa;
  if (oaId === undefined) return failed(502, "no-account");
  const name = known?.name || oaId;
  try {
    await ports.connected({ oaId, name, tokens, ...(waiting.unit === undefined ? {} : { unit: waiting.unit }) });
  } catch (problem) {
    ports.logger.error({ err: problem }, "a connected Zalo account could not be kept");
    return failed(500, "not-saved");
  }
  await pending.burn(waiting.ticket);
  const says: Ending["says"] = [["done", { name }], ["done-next", { webhook: `${ports.publicUrl}/webhooks/zalo` }]];
  if (oa instanceof SendError) says.push(["name-unknown", { code: oa.platformCode ?? oa.code }]);
  return { status: 200, heading: "done-title", says };
}

function refusal(code: string, ports: ConnectZaloPorts): Ending {
  if (code === String(oauthCodes.inactiveApp)) return failed(400, "app-inactive");
  if (code === String(oauthCodes.otherRedirect)) return failed(400, "other-redirect", { address: zaloCallback(ports.publicUrl) });
  return failed(400, "refused", { code: /^[\w .:-]{1,60}$/.test(code) ? code : "?" });
}

function failed(status: number, key: string, params: Record<string, string> = {}): Ending {
  return { status, heading: "failed-title", says: [[key, params], ...(key.startsWith("ticket") ? [] : [["try-again"] as [string]])] };
}

/** Codes and tickets stand in these addresses: nobody else is told them, nothing keeps them. */
const quiet = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

function show(response: Response, { texts, locale }: ConnectZaloPorts, { status, heading, says }: Ending): void {
  const text = (key: string, params: Record<string, string> = {}): string => texts.text(`connect-zalo:${key}`, params, locale) ?? key;
  const page = connectPage({ locale, title: text("title"), heading: text(heading), good: heading === "done-title", paragraphs: says.map(([key, params]) => text(key, params)) });
  response.status(status).set(quiet).type("html").send(page);
}

type PendingRequests = ReturnType<typeof pendingRequests>;

function pendingRequests({ redis, prefix }: Pick<ConnectZaloPorts, "redis" | "prefix">) {
  const key = (state: string): string => `${prefix}zalo-connect:${state}`;
  const usedKey = (ticket: string): string => `${prefix}zalo-connect-used:${ticket}`;
  const last = `${prefix}zalo-connect-last`;
  return {
    async add(pending: Pending): Promise<string> {
      const state = randomBytes(18).toString("base64url");
      await redis.multi().set(key(state), JSON.stringify(pending), "EX", pendingSeconds).set(last, state, "EX", pendingSeconds).exec();
      return state;
    },
    /** The request an answer belongs to, once. Zalo's documents do not promise that the state comes back: without one it is the last request. */
    async take(state: string | undefined): Promise<Pending | undefined> {
      const wanted = state ?? (await redis.getdel(last));
      if (wanted === null || !/^[\w-]{10,64}$/.test(wanted)) return undefined;
      const json = await redis.getdel(key(wanted));
      return json === null ? undefined : (JSON.parse(json) as Pending);
    },
    used: async (ticket: string): Promise<boolean> => (await redis.exists(usedKey(ticket))) === 1,
    burn: async (ticket: string): Promise<void> => void (await redis.set(usedKey(ticket), 1, "EX", usedSeconds)),
  };
}
