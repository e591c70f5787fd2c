import type { PlatformAnswer } from "../post-json.ts";
import type { SendReceipt } from "../contract.ts";

const minuteMs = 60_000;
/** Processes that all waited for the next minute do not begin it together. */
const spreadMs = 3_000;

/**
 * What `X-RateLimit-Limit` and `X-RateLimit-Remain` tell about the app's calls a minute (§4.5). With nothing left: a pause until
 * the next minute begins. Undefined when the headers are not there or make no sense.
 */
export function zaloLimit(headers: PlatformAnswer["headers"], now: number, random: () => number = Math.random): SendReceipt["limit"] {
  const limit = count(headers["x-ratelimit-limit"]);
  const remain = count(headers["x-ratelimit-remain"]);
  const told = {
    ...(limit ? { perSecond: limit / 60 } : {}),
    ...(remain === 0 ? { pauseMs: minuteMs - (now % minuteMs) + Math.floor(random() * spreadMs) } : {}),
  };
  return Object.keys(told).length > 0 ? told : undefined;
}

function count(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
