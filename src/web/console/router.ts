import compression from "compression";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { openDesk, OfficeError } from "../../office/index.ts";
import type { StaffMember } from "../../staff/index.ts";
import { unitTree } from "../../units/index.ts";
import { isSameOrigin } from "../chat/same-origin.ts";
import { loadConsoleAssets } from "./assets.ts";
import type { ConsolePorts } from "./console-ports.ts";
import { errorPage } from "./error-page.tsx";
import { consolePage } from "./layout.tsx";
import { liveNews } from "./live.ts";
import type { ConsoleRoute, PageText, Reply, StaffVisit, Visit } from "./route.ts";
import { consoleRoutes } from "./routes.ts";
import { sessions } from "./sessions.ts";

/** So long a refused upload may go on, so that the browser gets to read why. */
const lingerMs = 1000;

const formBytes = 200_000;

/** The console under /console: sessions, rights and forged forms are seen to here, once for all routes of the table. */
export function consoleRouter(ports: ConsolePorts, routes: readonly ConsoleRoute[] = consoleRoutes): { router: Router; close(): void } {
  const assets = loadConsoleAssets();
  const router = express.Router();
  router.get("/console/assets/:file", assets.serve);
  // Asked when the answer's head is written: `path` is no longer what it was here. News that wait for a full block come never.
  router.use("/console", policy, compression({ filter: (request, response) => (request as Request).originalUrl !== "/console/live" && compression.filter(request, response) }), sessions(ports));
  const news = liveNews(ports, signedIn);
  router.get("/console/live", news.route);
  for (const route of routes) {
    const parse = route.method === "post" && !route.upload ? [express.urlencoded({ extended: false, limit: formBytes, parameterLimit: 2_000 })] : [];
    router[route.method](`/console${route.path}`, ...parse, (request, response, next) => void answer(route, request, response).catch(next));
  }
  router.use("/console", (_request, _response, next) => next(new OfficeError(404, "not-found")));
  router.use("/console", (error: Error & { status?: number }, request: Request, response: Response, next: NextFunction) => void fail(error, request, response, next).catch(next));
  return { router, close: news.close };

  async function answer(route: ConsoleRoute, request: Request, response: Response): Promise<void> {
    const visit = await visitOf(request, response, route);
    if (!visit) return;
    if (route.method === "post") checkForm(request, visit, "upload" in route && route.upload === true);
    if ("open" in route && route.open === "anyone") return send(await route.handle(visit), visit, request, response);
    const staff = visit as StaffVisit;
    if ("right" in route) staff.desk.scope(route.right);
    return send(await (route as Extract<ConsoleRoute, { open: "staff" }>).handle(staff), staff, request, response);
  }

  async function visitOf(request: Request, response: Response, route: ConsoleRoute): Promise<Visit | StaffVisit | undefined> {
    const staff = await signedIn(ports, request);
    const locale = staff?.locale ?? ports.locale;
    const visit: Visit = {
      ports, request, locale,
      text: textIn(ports, locale),
      now: ports.now(),
      params: request.params as Record<string, string>,
      query: plain(request.query),
      form: plain(request.body),
      csrf: (request.session.csrf ??= randomBytes(18).toString("base64url")),
    };
    if (!staff) {
      if ("open" in route && route.open === "anyone") return visit;
      if (route.method === "get") request.session.wanted = request.originalUrl;
      response.redirect(303, "/console/sign-in");
      return undefined;
    }
    const tree = await unitTree(ports.office.units);
    const desk = openDesk(ports.office, { actor: { kind: "staff", id: staff._id, name: staff.name || staff.login }, grants: staff.grants, locale, tree, now: visit.now });
    return { ...visit, staff, desk };
  }

  function checkForm(request: Request, visit: Visit, upload: boolean): void {
    // An upload's fields come later in the stream: its token travels in the address.
    const token = upload ? visit.query["_csrf"] : visit.form["_csrf"];
    if (!isSameOrigin(request, ports.publicUrl) || typeof token !== "string" || !sameText(token, visit.csrf)) throw new OfficeError(403, "form-too-old");
  }

  async function send(reply: Reply, visit: Visit | StaffVisit, request: Request, response: Response): Promise<void> {
    if ("to" in reply) {
      if (reply.said) request.session.said = { key: reply.said, params: reply.params ?? {} };
      response.redirect(303, reply.to);
    } else if ("json" in reply) {
      response.json(reply.json);
    } else if ("file" in reply) {
      response.setHeader("content-type", reply.type);
      response.setHeader("content-disposition", `attachment; filename="${reply.name.replace(/[^\w.-]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(reply.name)}`);
      if (Buffer.isBuffer(reply.file)) response.end(reply.file);
      else await pipeline(reply.file, response);
    } else {
      const said = request.session.said;
      delete request.session.said;
      const staff = "staff" in visit && !reply.bare ? visit : undefined;
      response.status(reply.status ?? 200).type("html").send(
        consolePage({ title: reply.title, body: reply.page, locale: visit.locale, text: visit.text, assets, csrf: visit.csrf, ...(staff ? { visit: staff } : {}), ...(reply.at ? { at: reply.at } : {}), ...(said ? { said: visit.text(said.key, said.params) } : {}) }),
      );
    }
  }

  async function fail(error: Error & { status?: number }, request: Request, response: Response, next: NextFunction): Promise<void> {
    if (response.headersSent) return next(error);
    if (!request.complete) {
      // What is still on its way is not read: the answer, and a moment later the end.
      response.setHeader("Connection", "close");
      response.once("finish", () => setTimeout(() => request.destroy(), lingerMs));
    }
    const known = error instanceof OfficeError ? error : new OfficeError((error.status ?? 500) === 413 ? 413 : 400, (error.status ?? 500) === 413 ? "too-large" : "bad-request");
    const ours = !(error instanceof OfficeError) && (error.status === undefined || error.status >= 500);
    if (ours) ports.logger.error({ err: error }, "a page of the console failed");
    const text = textIn(ports, ports.locale);
    const { title, body } = errorPage(ours ? undefined : known, text);
    response.status(ours ? 500 : known.status).type("html").send(consolePage({ title, body, locale: ports.locale, text, assets, csrf: request.session?.csrf ?? "" }));
  }
}

/** The staff member of a session, if it still counts. */
export async function signedIn(ports: ConsolePorts, request: Request): Promise<StaffMember | undefined> {
  const { staff: id, since } = request.session;
  if (!id || since === undefined) return undefined;
  const staff = await ports.office.staff.members.findById(id).lean<StaffMember>();
  return staff && staff.state === "active" && staff.sessionsSince <= since ? staff : undefined;
}

function textIn(ports: ConsolePorts, locale: "vi" | "en"): PageText {
  return (key, params = {}) => ports.texts.text(key, params, locale) ?? key;
}

/** Scripts, styles and pictures of our own only; nobody may frame the console. */
const policy = [
  helmet.contentSecurityPolicy({ useDefaults: false, directives: { defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", "data:"], connectSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] } }),
  (_request: Request, response: Response, next: NextFunction): void => {
    response.setHeader("Cache-Control", "no-store");
    next();
  },
];

function plain(fields: unknown): Record<string, string | string[] | undefined> {
  return fields && typeof fields === "object" ? (fields as Record<string, string | string[] | undefined>) : {};
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
