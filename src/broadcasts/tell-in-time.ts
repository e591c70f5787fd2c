import { calmAt, type NoticeRules } from "./quiet-hours.ts";

const dayMs = 86_400_000;

/** How long before the time by which it is needed somebody must hear of something, so that it may wait: for the end of a rest of days, and for the morning. */
export type Ahead = { restMs: number; nightMs: number };

/** `at`: not before; `urgent`: the unit's rest does not hold it up. */
export type Telling = { at?: number; urgent?: true };

/**
 * When to say what people need by a certain time. It waits for the end of the unit's rest where that is early enough; what would come
 * too late is said in the rest, but holidays are no reason to wake anybody: by day, unless the morning too would be too late.
 */
export function tellInTime(rules: NoticeRules, now: number, by: number, { restMs, nightMs }: Ahead, timeZone: string): Telling {
  const calm = calmAt(rules, now, timeZone);
  // Units that never rest.
  if (!calm.quiet && calm.until - now > dayMs) return {};
  // Who is not reached before the next rest begins is reached after it.
  const restEnds = calm.quiet ? calm.until : calmAt(rules, calm.until, timeZone).until;
  if (by - restEnds >= restMs) return {};
  if (!calm.quiet) return by - restEnds >= nightMs ? {} : { urgent: true };
  const night = calmAt({ ...rules, holidays: false, restDays: [] }, now, timeZone);
  return night.quiet && by - night.until >= nightMs ? { at: night.until, urgent: true } : { urgent: true };
}
