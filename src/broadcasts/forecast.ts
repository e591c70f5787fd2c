import type { Broadcast } from "./model.ts";
import { calmAt, type NoticeRules } from "./quiet-hours.ts";

/** When a notice would go out. `restsUntil`: its first moment lies in quiet hours, nothing is sent before then. `finishesAt` is missing where nobody can tell the pace. */
export type Forecast = { startsAt: number; restsUntil?: number; finishesAt?: number };

/** More nights and holidays than any notice lives. */
const mostSpans = 80;

/**
 * Steps over the hours in which nothing is sent. `from`: when it begins or goes on; `seconds`: how long the sending itself takes.
 * Looks at every minute of quiet spans, so once a page and not in a loop over notices.
 */
export function forecast({ urgent }: Pick<Broadcast, "urgent">, { from, seconds, rules, timeZone }: { from: number; seconds: number | undefined; rules: NoticeRules; timeZone: string }): Forecast {
  const first = urgent ? { quiet: false, until: Infinity } : calmAt(rules, from, timeZone);
  const startsAt = first.quiet ? first.until : from;
  const begins: Forecast = { startsAt, ...(first.quiet ? { restsUntil: first.until } : {}) };
  if (seconds === undefined) return begins;
  let [at, left] = [startsAt, seconds * 1000];
  for (let spans = 0; spans < mostSpans && !urgent; spans++) {
    const { quiet, until } = calmAt(rules, at, timeZone);
    if (!quiet && at + left <= until) break;
    if (!quiet) left -= until - at;
    at = until;
  }
  return { ...begins, finishesAt: at + left };
}

/** Seconds the sending takes: that of the slowest account, or of the throttle. Undefined before it is counted. */
export function sendingSeconds({ preview, perMinute }: Pick<Broadcast, "preview" | "perMinute">): number | undefined {
  const reach = preview?.state === "ready" ? preview.reach : undefined;
  return reach && Math.max(reach.seconds, perMinute ? Math.ceil(((reach.now + reach.paid) * 60) / perMinute) : 0);
}
