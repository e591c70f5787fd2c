import type { SendReceipt } from "../contract.ts";
import type { PlatformAnswer } from "../post-json.ts";
import { at, list } from "../untrusted.ts";
import { messengerPolicy } from "./policy.ts";

/** From here on Meta is asked for less, and from here on for nothing until it says so (percent of the limit). */
const slowFrom = 75;
const pauseFrom = 90;
/** Usage sinks within minutes; Meta seldom says when. */
const shortPauseMs = 15_000;
const longestPauseMs = 3_600_000;

/** How much of its limits the page has used, in percent, and when Meta expects to take calls again. */
export type Usage = { percent: number; regainMs: number };

/**
 * Reads `X-App-Usage`, `X-Page-Usage` and `X-Business-Use-Case-Usage` (§1.9): the highest of calls, processor and total time. Undefined when
 * there are none, as with most answers.
 */
export function messengerUsage(headers: PlatformAnswer["headers"]): Usage | undefined {
  const objects = [headers["x-app-usage"], headers["x-page-usage"], headers["x-business-use-case-usage"]].flatMap((header) => usageObjects(parsed(header)));
  if (objects.length === 0) return undefined;
  const percent = Math.max(...objects.flatMap((one) => [at(one, "call_count"), at(one, "total_time"), at(one, "total_cputime")].map(percentage)));
  const minutes = Math.max(...objects.map((one) => percentage(at(one, "estimated_time_to_regain_access"))));
  return { percent, regainMs: Math.min(longestPauseMs, minutes * 60_000) };
}

/** What an answer's headers mean for the page's pace: slower from 75 %, a pause from 90 %. */
export function messengerLimit(headers: PlatformAnswer["headers"]): SendReceipt["limit"] {
  const usage = messengerUsage(headers);
  if (!usage || usage.percent < slowFrom) return undefined;
  if (usage.percent >= pauseFrom) return { pauseMs: usage.regainMs || shortPauseMs };
  const left = (pauseFrom - usage.percent) / pauseFrom;
  return { perSecond: Math.max(1, Math.floor(messengerPolicy.bulkPerSecond * left)) };
}

/** The business header has lists under the business's ids, the others are one object. */
function usageObjects(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const lists = Object.values(value).filter(Array.isArray);
  return lists.length > 0 ? lists.flatMap((one) => list(one).slice(0, 20)) : [value];
}

function parsed(header: string | string[] | undefined): unknown {
  try {
    return typeof header === "string" ? JSON.parse(header) : undefined;
  } catch {
    return undefined;
  }
}

function percentage(value: unknown): number {
  const number = Number(typeof value === "string" || typeof value === "number" ? value : 0);
  return Number.isFinite(number) && number > 0 ? number : 0;
}
