import type { RawRequest, Verdict } from "../contract.ts";
import { header, jsonOf, sameSecret } from "../raw-request.ts";

/** The platform does not sign; it repeats the secret given to `setWebhook` in `X-Bot-Api-Secret-Token` (§5). 403 makes a stranger's request fail. */
export function verifyZaloBot(request: RawRequest, secret: string): Verdict {
  const given = header(request, "x-bot-api-secret-token");
  if (!given) return { ok: false, status: 403, reason: "no-signature" };
  if (!sameSecret(given, secret)) return { ok: false, status: 403, reason: "wrong-signature" };
  const body = jsonOf(request.body);
  return body === undefined ? { ok: false, status: 400, reason: "bad-json" } : { ok: true, body };
}
