import { createHash } from "node:crypto";
import type { RawRequest, Verdict } from "../contract.ts";
import { header, jsonOf, sameSecret } from "../raw-request.ts";
import { at, moment } from "../untrusted.ts";
import { maxEventAgeMs, maxEventAheadMs } from "./policy.ts";

export type ZaloVerification = { appId: string; oaSecretKey: string; maxAgeMs?: number };

/**
 * Checks `X-ZEvent-Signature: mac=<hex>` (also without `mac=`), a plain SHA-256 over app id + raw body + timestamp + OA Secret Key, not an HMAC
 * and not with the app secret (facts §2.2). Every refusal is answered 200: the console saves only addresses that answer 200, probes them
 * with `{}` or unsigned, and switches a webhook off that answers otherwise (§2.1).
 */
export function verifyZalo(request: RawRequest, options: ZaloVerification, now: number): Verdict {
  const body = jsonOf(request.body);
  if (isProbe(request.body, body)) return refused("probe");
  const given = header(request, "x-zevent-signature");
  if (!given) return refused("no-signature");
  if (typeof body !== "object" || body === null) return refused("bad-json");

  const timestamp = at(body, "timestamp");
  const appId = at(body, "app_id");
  const stamp = typeof timestamp === "number" ? String(timestamp) : timestamp;
  if (typeof stamp !== "string" || String(appId) !== options.appId) return refused("wrong-signature");
  if (!sameSecret(given.trim().replace(/^mac=/i, "").toLowerCase(), zaloSignature(request.body, stamp, options))) return refused("wrong-signature");

  const time = moment(stamp, now);
  const maxAge = options.maxAgeMs ?? maxEventAgeMs;
  if (time === undefined || time < now - maxAge || time > now + maxEventAheadMs) return refused("too-old");
  return { ok: true, body };
}

/** The hex digest Zalo puts behind `mac=`. */
export function zaloSignature(body: Buffer, timestamp: string, options: ZaloVerification): string {
  return createHash("sha256").update(options.appId).update(body).update(timestamp).update(options.oaSecretKey).digest("hex");
}

function refused(reason: "probe" | "no-signature" | "bad-json" | "wrong-signature" | "too-old"): Verdict {
  return { ok: false, status: 200, reason };
}

/** What the console's test button sends: nothing, or an empty object. */
function isProbe(raw: Buffer, body: unknown): boolean {
  return raw.length === 0 || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
}
