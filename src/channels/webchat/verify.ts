import type { RawRequest, Verdict } from "../contract.ts";
import { jsonOf } from "../raw-request.ts";
import { at } from "../untrusted.ts";

/**
 * Only reads the JSON: who is speaking is proved by the signed cookie, which the web layer checks before it names the visitor
 * with `visitorBody`.
 */
export function verifyWebchat(request: RawRequest): Verdict {
  const body = jsonOf(request.body);
  return body === undefined ? { ok: false, status: 400, reason: "bad-json" } : { ok: true, body };
}

/** What the page sent, in the name of the visitor of the cookie. Whatever visitor the page itself claims is dropped. */
export function visitorBody(body: unknown, visitor: string): Record<string, unknown> {
  return { id: at(body, "id"), text: at(body, "text"), payload: at(body, "payload"), title: at(body, "title"), start: at(body, "start"), visitor };
}
