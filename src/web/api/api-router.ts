import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { createHash } from "node:crypto";
import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Redis } from "ioredis";
import { openDesk, OfficeError, type OfficePorts } from "../../office/index.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Texts } from "../../runtime/texts.ts";
import { abandonOnce, beginOnce, endOnce, findToken, type ApiToken, type TokenModels } from "../../tokens/index.ts";
import { unitTree } from "../../units/index.ts";
import type { ApiAnswer, ApiRoute } from "./api-route.ts";
import { apiRoutes } from "./api-routes.ts";
import { docsPage } from "./docs-page.tsx";
import { openApi } from "./openapi.ts";

export type ApiPorts = { office: OfficePorts; tokens: TokenModels; texts: Texts; redis: Redis; prefix: string; publicUrl: string | undefined; logger: Logger; now(): number };

const bodyBytes = 1_000_000;
const fileBytes = 8 * 1_048_576;
/** Requests a token may make in a minute. */
const perMinute = 600;

/** /api/v1: a token instead of a session, the same verbs and rights as the console behind it. */
export function apiRouter(ports: ApiPorts, routes: readonly ApiRoute[] = apiRoutes): Router {
  const router = express.Router();
  const limiter = new RateLimiterRedis({ storeClient: ports.redis, keyPrefix: `${ports.prefix}api`, points: perMinute, duration: 60 });
  const document = openApi(routes, ports.publicUrl);
  const docs = docsPage(routes, ports.publicUrl);
  router.get("/api/v1/openapi.json", (_request, response) => void response.json(document));
  router.get(["/api/v1", "/api/v1/docs"], (_request, response) => void response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'").type("html").send(docs));
  const json = express.json({ limit: bodyBytes, strict: false });
  const file = (type: string) => express.raw({ limit: fileBytes, type });
  for (const route of routes) router[route.method](`/api/v1${route.path}`, route.upload === undefined ? json : file(route.upload), (request, response, next) => void serve(route, request, response).catch(next));
  router.use("/api/v1", (_request, _response, next) => next(new OfficeError(404, "not-found")));
  router.use("/api/v1", (error: Error & { status?: number; type?: string }, request: Request, response: Response, next: NextFunction) => fail(error, request, response, next));
  return router;

  async function serve(route: ApiRoute, request: Request, response: Response): Promise<void> {
    response.setHeader("Cache-Control", "no-store");
    const token = await tokenOf(request, response);
    if (!token) return problem(request, response, 401, "token-wrong");
    const now = ports.now();
    const desk = openDesk(ports.office, { actor: { kind: "token", id: token._id, name: token.name }, grants: token.grants, only: token.rights, locale: localeOf(request), tree: await unitTree(ports.office.units), now });
    desk.scope(route.right);
    const query = Object.fromEntries(Object.entries(request.query).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
    const act = async (): Promise<ApiAnswer> => route.handle({ desk, params: request.params as Record<string, string>, query, body: request.body });
    const key = route.method === "post" ? request.get("idempotency-key") : undefined;
    if (key === undefined) return send(response, await act());
    if (!/^[\x21-\x7e]{1,100}$/.test(key)) throw new OfficeError(400, "key-wrong");
    await once(token, key, request, response, act, now);
  }

  /** The same key and request again is answered as the first time; the same key with another request is a mistake. */
  async function once(token: ApiToken, key: string, request: Request, response: Response, act: () => Promise<ApiAnswer>, now: number): Promise<void> {
    const content = Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null);
    const asked = createHash("sha256").update(`${request.method} ${request.originalUrl} `).update(content).digest("base64url");
    const begun = await beginOnce(ports.tokens, { token: token._id, key, request: asked, now });
    if (begun.outcome === "other") throw new OfficeError(422, "key-used");
    if (begun.outcome === "running") throw new OfficeError(409, "key-running");
    if (begun.outcome === "done") {
      response.setHeader("Idempotent-Replayed", "true");
      return void response.status(begun.status).type("json").send(begun.body);
    }
    try {
      const answer = await act();
      await endOnce(ports.tokens, { token: token._id, key }, { status: answer.status ?? 200, body: answer.body === undefined ? "" : JSON.stringify(answer.body) });
      send(response, answer);
    } catch (error) {
      await abandonOnce(ports.tokens, { token: token._id, key });
      throw error;
    }
  }

  async function tokenOf(request: Request, response: Response): Promise<ApiToken | undefined> {
    const secret = /^Bearer ([\w-]{20,100})$/.exec(request.get("authorization") ?? "")?.[1];
    const token = secret ? await findToken(ports.tokens, secret, ports.now()) : undefined;
    const spent = await limiter.consume(token?._id ?? `address|${request.ip}`).catch((error: unknown) => {
      if (error instanceof Error) throw error;
      response.setHeader("Retry-After", String(Math.ceil((error as { msBeforeNext: number }).msBeforeNext / 1000)));
      throw new OfficeError(429, "too-fast");
    });
    response.setHeader("RateLimit", `limit=${perMinute}, remaining=${spent.remainingPoints}, reset=${Math.ceil(spent.msBeforeNext / 1000)}`);
    return token;
  }

  function fail(error: Error & { status?: number }, request: Request, response: Response, next: NextFunction): void {
    if (response.headersSent) return next(error);
    if (error instanceof OfficeError) return problem(request, response, error.status, error.key, error);
    const status = error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) ports.logger.error({ err: error }, "a request of the API failed");
    problem(request, response, status, status === 500 ? "broken" : status === 413 ? "too-large" : "bad-request");
  }

  function problem(request: Request, response: Response, status: number, key: string, error?: OfficeError): void {
    const text = (name: string, params: Record<string, unknown> = {}) => ports.texts.text(`office:${name}`, params, localeOf(request)) ?? name;
    const errors = Object.entries(error?.fields ?? {}).map(([field, said]) => ({ field, code: said, detail: text(said) }));
    if (status === 401) response.setHeader("WWW-Authenticate", "Bearer");
    response.status(status).type("application/problem+json").send(JSON.stringify({ type: `urn:cau-noi:${key}`, title: text(`title-${[400, 401, 403, 404, 409, 413, 422, 429].includes(status) ? status : 500}`), status, detail: text(key, error?.params), ...(errors.length > 0 ? { errors } : {}) }));
  }
}

function send(response: Response, { status = 200, body }: ApiAnswer): void {
  if (body === undefined) response.status(status === 200 ? 204 : status).end();
  else response.status(status).json(body);
}

function localeOf(request: Request): "vi" | "en" {
  return request.acceptsLanguages("vi", "en") === "en" ? "en" : "vi";
}
