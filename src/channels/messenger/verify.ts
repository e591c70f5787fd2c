import { createHmac } from "node:crypto";
import type { Confirmation, RawRequest, Verdict } from "../contract.ts";
import { header, jsonOf, sameSecret } from "../raw-request.ts";

/**
 * Checks `X-Hub-Signature-256: sha256=<hex>`, an HMAC-SHA256 with the app secret over the raw bytes (§1.3): Meta escapes non-ASCII letters,
 * so Vietnamese that was parsed and written again would never fit. Meta's sample lets unsigned requests pass; we refuse them.
 */
export function verifyMessenger(request: RawRequest, appSecret: string): Verdict {
  const given = header(request, "x-hub-signature-256");
  if (!given) return { ok: false, status: 403, reason: "no-signature" };
  if (!sameSecret(given.trim(), messengerSignature(request.body, appSecret))) return { ok: false, status: 403, reason: "wrong-signature" };
  const body = jsonOf(request.body);
  return body === undefined ? { ok: false, status: 400, reason: "bad-json" } : { ok: true, body };
}

/** The whole value of the signature header. */
export function messengerSignature(body: Buffer, appSecret: string): string {
  return `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
}

/**
 * The GET with which Meta checks the webhook's address (§1.2): our word right → the challenge as plain text, wrong → 403.
 * Parameters missing → 400, which Meta's documents leave open.
 */
export function confirmMessenger(query: Record<string, unknown>, verifyToken: string): Confirmation {
  const { "hub.mode": mode, "hub.verify_token": token, "hub.challenge": challenge } = query;
  if (typeof mode !== "string" || typeof token !== "string" || typeof challenge !== "string") return { status: 400, body: "" };
  if (mode !== "subscribe" || !sameSecret(token, verifyToken)) return { status: 403, body: "" };
  // A challenge is a number; anything that could be a page in somebody's browser is not handed back.
  return /^[\w.-]{1,256}$/.test(challenge) ? { status: 200, body: challenge } : { status: 400, body: "" };
}
