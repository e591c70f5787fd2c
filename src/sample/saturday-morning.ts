const dayMs = 86_400_000;
/** Việt Nam's offset; it has no summer time. */
const offsetMs = 7 * 3_600_000;

/** 08:00 in Việt Nam on the first Saturday at least 18 days after `now`: 18 to 25 days ahead. */
export function saturdayMorning(now: number): number {
  const local = now + offsetMs + 18 * dayMs;
  const midnight = Math.floor(local / dayMs) * dayMs;
  const daysToGo = (6 - new Date(midnight).getUTCDay() + 7) % 7;
  return midnight + daysToGo * dayMs + 8 * 3_600_000 - offsetMs;
}
