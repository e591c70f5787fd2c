import type { RawRequest, Verdict } from "../contract.ts";
import { header, jsonOf, sameSecret } from "../raw-request.ts";

/**
 * Telegram does not sign; it repeats the secret given to `setWebhook` in `X-Telegram-Bot-Api-Secret-Token` (§2.1).
 * 403 makes a stranger's request fail; Telegram itself always knows the secret.
 */
export function verifyTelegram(request: RawRequest, secret: string): Verdict {
  const given = header(request, "x-telegram-bot-api-secret-token");
  if (!given) return { ok: false, status: 403, reason: "no-signature" };
  if (!sameSecret(given, secret)) return { ok: false, status: 403, reason: "wrong-signature" };
  const body = jsonOf(request.body);
  return body === undefined ? { ok: false, status: 400, reason: "bad-json" } : { ok: true, body };
}
