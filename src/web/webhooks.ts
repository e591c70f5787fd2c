import express, { type NextFunction, type Request, type Response, type Router } from "express";
import type { Accounts } from "../channels/accounts.ts";
import type { Confirmation, ParsedWebhook } from "../channels/contract.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Intake } from "./intake.ts";
import { findBot, findMessenger, findZalo, type FindAccounts, type Finding } from "./webhook-accounts.ts";

/** The largest real webhook is a batch of some hundred Messenger updates. */
const largestBody = "1mb";

export type WebhookPorts = { accounts: Accounts; intake: Intake; metrics: Metrics; logger: Logger };

/**
 * `POST /webhooks/<channel>`, for bots also `/webhooks/<channel>/<bot id>`: find the account, verify the raw bytes, parse, make durable, 200.
 * No database and no other work on this path.
 */
export function webhookRoutes(ports: WebhookPorts): Router {
  const { accounts } = ports;
  const router = express.Router();
  const rawBody = express.raw({ type: () => true, limit: largestBody, inflate: false });
  router.post("/zalo", rawBody, receive("zalo", findZalo(accounts), ports));
  router.post("/messenger", rawBody, receive("messenger", findMessenger(accounts), ports));
  for (const [name, secretHeader] of [["telegram", "x-telegram-bot-api-secret-token"], ["zalo-bot", "x-bot-api-secret-token"]] as const) {
    router.post([`/${name}`, `/${name}/:account`], rawBody, receive(name, findBot(accounts, name, secretHeader), ports));
  }
  router.get("/messenger", (request, response) => {
    const confirmation = confirm(accounts, request.query);
    if (!confirmation) return void response.sendStatus(404);
    response.status(confirmation.status).type("text/plain").send(confirmation.body);
  });
  router.use(refuse(ports));
  return router;
}

function receive(name: ChannelName, find: FindAccounts, ports: WebhookPorts) {
  const count = (outcome: string, by = 1): void => ports.metrics.webhooks.inc({ channel: name, outcome }, by);
  return async (request: Request, response: Response): Promise<void> => {
    const { account } = request.params as { account?: string };
    if (account === undefined && ports.accounts.accountsOf(name).length === 0) {
      count("off");
      return answer(response, 404);
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const now = Date.now();
    const found = find({ headers: request.headers, body }, now, account);
    const finding = found instanceof Promise ? await found : found;
    if ("status" in finding) {
      count(finding.reason);
      return answer(response, finding.status);
    }
    const parsed = parseAll(finding, now);
    const kept = parsed.events.length + parsed.notes.length;
    if (kept > 0) await ports.intake(parsed.events, parsed.notes);
    if (finding.strangers > 0) count("unknown-account");
    if (finding.parts.length > 0) count(kept > 0 ? "taken" : parsed.ignored > 0 ? "ignored" : "unknown");
    answer(response, 200);
  };
}

function parseAll({ parts }: Extract<Finding, { parts: unknown }>, now: number): ParsedWebhook {
  const [only, ...more] = parts.map(({ channel, body }) => channel.parse(body, now));
  const all = only ?? { events: [], notes: [], ignored: 0, unknown: 0 };
  for (const { events, notes, ignored, unknown } of more) {
    all.events.push(...events);
    all.notes.push(...notes);
    all.ignored += ignored;
    all.unknown += unknown;
  }
  return all;
}

/** The GET names no page, so any page's word is right. */
function confirm(accounts: Accounts, query: Record<string, unknown>): Confirmation | undefined {
  let refused: Confirmation | undefined;
  for (const channel of accounts.accountsOf("messenger")) {
    const confirmation = channel.confirm?.(query);
    if (confirmation?.status === 200) return confirmation;
    refused ??= confirmation;
  }
  return refused;
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
