import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { Channel } from "../channels/contract.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Intake } from "./intake.ts";

/** The largest real webhook is a batch of some hundred Messenger updates. */
const largestBody = "1mb";

export type WebhookPorts = {
  channel(name: ChannelName): Channel | undefined;
  intake: Intake;
  metrics: Metrics;
  logger: Logger;
};

/** `POST /webhooks/<channel>`: verify the raw bytes, parse, make durable, 200. No database and no other work on this path. */
export function webhookRoutes(ports: WebhookPorts): Router {
  const router = express.Router();
  const rawBody = express.raw({ type: () => true, limit: largestBody, inflate: false });
  for (const name of ["zalo", "messenger", "telegram"] as const) router.post(`/${name}`, rawBody, receive(name, ports));
  router.get("/messenger", (request, response) => {
    const confirmation = ports.channel("messenger")?.confirm?.(request.query);
    if (!confirmation) return void response.sendStatus(404);
    response.status(confirmation.status).type("text/plain").send(confirmation.body);
  });
  router.use(refuse(ports));
  return router;
}

function receive(name: "zalo" | "messenger" | "telegram", ports: WebhookPorts) {
  return async (request: Request, response: Response): Promise<void> => {
    const channel = ports.channel(name);
    if (!channel) {
      ports.metrics.webhooks.inc({ channel: name, outcome: "off" });
      answer(response, 404);
      return;
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const now = Date.now();
    const verdict = channel.verify({ headers: request.headers, body }, now);
    if (!verdict.ok) {
      ports.metrics.webhooks.inc({ channel: name, outcome: verdict.reason });
      answer(response, verdict.status);
      return;
    }
    const parsed = channel.parse(verdict.body, now);
    if (parsed.events.length > 0) await ports.intake(parsed.events);
    ports.metrics.webhooks.inc({ channel: name, outcome: parsed.events.length > 0 ? "taken" : parsed.ignored > 0 ? "ignored" : "unknown" });
    answer(response, 200);
  };
}

/** As short as an answer can be: nobody reads it. */
function answer(response: Response, status: number): void {
  response.writeHead(status, { "content-type": "text/plain", "content-length": "0" }).end();
}

/** Oversized, broken off or encoded bodies are the sender's mistake; only a store that is away is ours. */
function refuse(ports: WebhookPorts) {
  return (error: { status?: number }, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(error);
    const status = error.status ?? 503;
    if (status >= 500) ports.logger.error({ err: error }, "a webhook could not be taken");
    answer(response, status);
  };
}
