import { SendError } from "../../core/send-error.ts";
import type { PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { zaloMeaning, type ZaloHost, type ZaloRemedy } from "./error-codes.ts";
import { untilMorning } from "./quiet-hours.ts";
import { zaloLimit } from "./rate-limit.ts";

export type ErrorContext = { host?: ZaloHost; now?: number; random?: () => number };

/** Failures come with HTTP 200 and an `error` other than 0 (§1.1). What an answer means, or undefined when the call was carried out. */
export function zaloSendError(answer: Pick<PlatformAnswer, "status" | "body"> & Partial<Pick<PlatformAnswer, "headers">>, context: ErrorContext = {}): SendError | undefined {
  const code = Number(at(answer.body, "error"));
  if (answer.status < 300 && code === 0) return undefined;
  if (Number.isInteger(code) && code !== 0) return errorOf(code, answer.headers ?? {}, context);
  if (answer.status === 429) return new SendError("throttled", { platformCode: "http-429", retryAfterMs: backOff(context) });
  // Zalo's own refusals have an envelope: something between us and it (a gateway, a captive portal) turned the call away.
  // No 5xx is documented and no success without an envelope: the message may have gone out.
  const turnedAway = answer.status >= 300 && answer.status < 500;
  return new SendError(turnedAway ? "network" : "unknown-outcome", { platformCode: `http-${answer.status}` });
}

/** What can be done about a failure by itself, as its code on that host says. */
export function remedyOf(error: unknown, host: ZaloHost): ZaloRemedy | undefined {
  const code = error instanceof SendError ? Number(error.platformCode) : Number.NaN;
  return Number.isInteger(code) ? zaloMeaning(host, code).remedy : undefined;
}

function errorOf(number: number, headers: PlatformAnswer["headers"], context: ErrorContext): SendError {
  const { code, remedy } = zaloMeaning(context.host ?? "oa", number);
  const platformCode = String(number);
  const { now = Date.now(), random = Math.random } = context;
  if (remedy === "after-night") return new SendError(code, { platformCode, retryAfterMs: untilMorning(now, random()) });
  if (code === "throttled") return new SendError(code, { platformCode, retryAfterMs: zaloLimit(headers, now, random)?.pauseMs ?? backOff(context) });
  return new SendError(code, { platformCode });
}

/** -32 counts calls per minute and does not say until when: a quarter to three quarters of one, spread so that processes do not return together. */
function backOff({ random = Math.random }: ErrorContext): number {
  return 15_000 + Math.floor(random() * 30_000);
}
