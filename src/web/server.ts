import express, { type Express, type NextFunction, type Request, type Response, type Router } from "express";
import helmet from "helmet";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SayStatus } from "./status-page.ts";
import { deadline, isLateAnswer } from "./deadline.ts";
import type { Logger } from "../runtime/logger.ts";

export type ServerPorts = { webhooks: Router; health: Router; chat: Router; media?: Router; /** Connecting an OA, the domain's proof. */ zalo?: Router; /** Calendar files. */ activities?: Router; /** Wishes Meta hands on to have data deleted. */ deletion?: Router; console?: Router; api?: Router; logger: Logger; sayStatus: SayStatus };

/** The service's HTTP application. Webhooks come first: they need their raw bytes and none of the pages' middleware. */
export function createApp(ports: ServerPorts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", "loopback");
  app.set("query parser", "simple");
  if (ports.deletion) app.use(ports.deletion); // Meta's callback stands under /webhooks
  app.use("/webhooks", ports.webhooks);
  app.use(ports.health);
  app.use(deadline(ports.sayStatus));
  app.use(helmet({ contentSecurityPolicy: false }));
  if (ports.api) app.use(ports.api);
  if (ports.console) app.use(ports.console);
  if (ports.activities) app.use(ports.activities);
  if (ports.media) app.use(ports.media);
  if (ports.zalo) app.use(ports.zalo);
  app.use(ports.chat);
  app.use((request: Request, response: Response) => ports.sayStatus(request, response, 404));
  app.use(failure(ports));
  return app;
}

/** Bad requests are the sender's; everything else is a bug, logged once, and says nothing about itself. */
function failure({ logger, sayStatus }: ServerPorts) {
  return (error: { status?: number; code?: string }, request: Request, response: Response, next: NextFunction): void => {
    if (isLateAnswer(error, response)) return;
    if (response.headersSent) return next(error);
    const status = typeof error.status === "number" && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) logger.error({ err: error }, "a request failed");
    sayStatus(request, response, status);
  };
}

export type Listening = { url: string; port: number; stop(): Promise<void> };

/** Listens; `stop` lets running requests end, then closes what is left. */
export async function listen(app: Express, host: string, port: number): Promise<Listening> {
  const server: Server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 120_000 /* a picture over 3G */, headersTimeout: 15_000 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${shown}:${address.port}`,
    port: address.port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(cut);
    },
  };
}
