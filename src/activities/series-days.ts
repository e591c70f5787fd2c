import { SolarDate } from "@nghiavuive/lunar_date_vi";
import type { SeriesRule } from "./model.ts";

const dayMs = 86_400_000;
/** More days than anybody plans ahead. */
const mostDays = 800;

/** The days of a rule from one day to another, both included, as "2026-12-12". Days a month does not have fall on its last. */
export function seriesDays(rule: SeriesRule, from: string, to: string): string[] {
  const days: string[] = [];
  let at = Date.parse(`${from}T00:00:00Z`);
  const end = Math.min(Date.parse(`${to}T00:00:00Z`), at + mostDays * dayMs);
  for (; at <= end; at += dayMs) if (falls(rule, new Date(at))) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function falls(rule: SeriesRule, day: Date): boolean {
  const [date, month, weekday] = [day.getUTCDate(), day.getUTCMonth() + 1, day.getUTCDay()];
  const lastDate = new Date(Date.UTC(day.getUTCFullYear(), month, 0)).getUTCDate();
  switch (rule.every) {
    case "week":
      return weekday === rule.weekday;
    case "month":
      if ("day" in rule) return date === Math.min(rule.day, lastDate);
      return weekday === rule.weekday && (rule.nth === -1 ? date + 7 > lastDate : Math.ceil(date / 7) === rule.nth);
    case "year":
      return month === rule.month && date === Math.min(rule.day, lastDate);
    case "lunar-month":
      return isLunarDay(day, rule.day);
    case "lunar-year":
      return isLunarDay(day, rule.day) && lunar(day).month === rule.month && !lunar(day).leap_month;
  }
}

/** Lunar months have 29 or 30 days: a thirtieth that is missing falls on the twenty-ninth. */
function isLunarDay(day: Date, wanted: number): boolean {
  const today = lunar(day).day;
  if (today === wanted) return true;
  return wanted > today && today >= 29 && lunar(new Date(day.getTime() + dayMs)).day === 1;
}

function lunar(day: Date): { day: number; month: number; leap_month: boolean } {
  // The library reads local parts of the date: noon is the same day in every zone.
  return new SolarDate(new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 12)).toLunarDate().get() as { day: number; month: number; leap_month: boolean };
}

/** Where a day "2026-12-12" stands in the lunar calendar. */
export function lunarDay(day: string): { day: number; month: number } {
  const { day: date, month } = lunar(new Date(`${day}T00:00:00Z`));
  return { day: date, month };
}
