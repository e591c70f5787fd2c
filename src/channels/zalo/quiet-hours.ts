/** Việt Nam has one zone without summer time; Zalo names none for its night, this one is meant (§4.2). */
const offsetMs = 7 * 3_600_000;
const dayMs = 86_400_000;
const hour = 3_600_000;

/** Broadcasts and promotions are taken from 06:00 to 21:59 (-234, -133). Consultation messages at any hour. */
const firstMinute = 6 * hour;
const end = 22 * hour;
/** Released five minutes after the night, and spread over ten more: everybody's night ends at the same moment. */
const releaseMs = firstMinute + 5 * 60_000;
const spreadMs = 10 * 60_000;

/** True from 22:00 to 05:59 in Việt Nam. */
export function isNight(now: number): boolean {
  const time = (now + offsetMs) % dayMs;
  return time < firstMinute || time >= end;
}

/**
 * Milliseconds until 06:05 in Việt Nam, and up to ten minutes more; a quarter of an hour by day, when Zalo's clock or zone
 * is another than ours. `random` from 0 to 1.
 */
export function untilMorning(now: number, random: number): number {
  const time = (now + offsetMs) % dayMs;
  const wait = isNight(now) || time < releaseMs ? (releaseMs - time + dayMs) % dayMs : 15 * 60_000;
  return wait + Math.floor(random * spreadMs);
}
