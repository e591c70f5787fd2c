import { createHmac, randomBytes } from "node:crypto";
import { sameSecret } from "../channels/raw-request.ts";

/** Permission to connect one account, for one unit or none; made by the command line, valid for a while and for one connection. */
export type ConnectTicket = { id: string; unit?: string; /** Epoch ms. */ until: number };

const lifeMs = 2 * 3_600_000;

/** A signed ticket for a link. Whoever has it may connect an account: it is shown to the operator only. */
export function makeTicket(secret: string, now: number, unit?: string): string {
  const ticket: ConnectTicket = { id: randomBytes(12).toString("base64url"), until: now + lifeMs, ...(unit === undefined ? {} : { unit }) };
  const body = Buffer.from(JSON.stringify(ticket)).toString("base64url");
  return `${body}.${sign(body, secret)}`;
}

/** The ticket, or undefined when it is none of ours or too old. */
export function readTicket(text: unknown, secret: string, now: number): ConnectTicket | undefined {
  if (typeof text !== "string" || text.length > 2000) return undefined;
  const [body = "", mac = ""] = text.split(".");
  if (!sameSecret(mac, sign(body, secret))) return undefined;
  const ticket = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as ConnectTicket;
  return ticket.until > now ? ticket : undefined;
}

function sign(body: string, secret: string): string {
  return createHmac("sha256", secret).update(`zalo-connect:${body}`).digest("base64url");
}
