import { lunarDay } from "../../../activities/index.ts";
import type { Repeat } from "../../../broadcasts/index.ts";
import { localTime, wallClock } from "../../../lib/local-time.ts";
import { ruleText } from "../activities/rule-text.ts";
import type { StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";

/** How often, as it is chosen: the day itself follows from the first time. */
export const rhythms = ["", "week", "month", "month-nth", "month-last", "lunar-month", "year", "lunar-year"] as const;

/** The rhythm that was chosen as a rule, from the day of the first time. */
export function repeatOf(rhythm: string, first: number, until: number | undefined, timeZone: string): Record<string, unknown> | undefined {
  if (!(rhythms as readonly string[]).includes(rhythm) || rhythm === "") return undefined;
  const { day } = wallClock(first, timeZone);
  const [date, weekday] = [Number(day.slice(8)), new Date(`${day}T00:00:00Z`).getUTCDay()];
  const more = until === undefined ? {} : { until };
  // A fifth weekday most months do not have: it is their last.
  if (rhythm === "month-nth" && date <= 28) return { every: "month", weekday, nth: Math.ceil(date / 7), ...more };
  if (rhythm === "month-nth" || rhythm === "month-last") return { every: "month", weekday, nth: -1, ...more };
  if (rhythm === "lunar-month") return { every: "lunar-month", day: lunarDay(day).day, ...more };
  if (rhythm === "lunar-year") return { every: "lunar-year", ...lunarDay(day), ...more };
  return { every: rhythm, ...more };
}

export function rhythmOf(repeat: Repeat | undefined): string {
  if (!repeat) return "";
  return "nth" in repeat ? (repeat.nth === -1 ? "month-last" : "month-nth") : repeat.every;
}

/** "mỗi tuần", "thứ Bảy lần thứ 2 mỗi tháng, đến 31/12/2026". */
export function repeatText(visit: StaffVisit, repeat: Repeat): string {
  const every = "nth" in repeat || "day" in repeat ? ruleText(visit, repeat) : visit.text(`broadcasts:repeat-${repeat.every}`);
  return repeat.until === undefined ? every : visit.text("broadcasts:repeat-until", { every, until: showDate(visit, repeat.until) });
}

/** The end of a day "2026-12-31". */
export function endOfDay(day: string, timeZone: string): number | undefined {
  return localTime(`${day}T23:59`, timeZone);
}
