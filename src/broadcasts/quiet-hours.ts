import { createRequire } from "node:module";
import { wallClock } from "../lib/local-time.ts";
import type { NoticeSettings } from "./model.ts";

/** A unit's rules with the installation's where it set none. */
export type NoticeRules = Required<Pick<NoticeSettings, "quietFrom" | "quietTo" | "holidays" | "restDays" | "remindersMinutes" | "without" | "duesDay" | "questionDays" | "approveAbove">>;

const minuteMs = 60_000;
const dayMs = 86_400_000;

export type Calm = { quiet: boolean; /** When the present state ends, epoch ms. */ until: number };

/** Whether nothing is sent now by a unit's rules, and until when that stays so (looked at minute by minute, at most some days ahead). */
export function calmAt(rules: NoticeRules, now: number, timeZone: string): Calm {
  // Who never rests needs no walk through two weeks.
  if (rules.quietFrom === rules.quietTo && !rules.holidays && rules.restDays.length === 0) return { quiet: false, until: now + 15 * dayMs };
  const quiet = isQuiet(rules, now, timeZone);
  let at = Math.floor(now / minuteMs) * minuteMs + minuteMs;
  const end = now + 15 * dayMs;
  while (at < end && isQuiet(rules, at, timeZone) === quiet) at += minuteMs * (quiet ? 5 : 5);
  // The step overshoots by some minutes at most: walk back to the first of the new state.
  while (at > now && isQuiet(rules, at - minuteMs, timeZone) !== quiet) at -= minuteMs;
  return { quiet, until: at };
}

function isQuiet(rules: NoticeRules, at: number, timeZone: string): boolean {
  const { day, time } = wallClock(at, timeZone);
  if (rules.restDays.includes(day) || (rules.holidays && isHoliday(day))) return true;
  const { quietFrom: from, quietTo: to } = rules;
  if (from === to) return false;
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Public holidays by year, Tết and Hùng Kings' day by the moon; the tables are big, so they are read when first asked for. */
const holidays = new Map<string, Set<string>>();
const require = createRequire(import.meta.url);

function isHoliday(day: string): boolean {
  const year = day.slice(0, 4);
  if (!holidays.has(year)) {
    const Holidays = require("date-holidays") as { new (country: string): { getHolidays(year: number): { type: string; date: string; start: Date; end: Date }[] } };
    const days = new Set<string>();
    for (const one of new Holidays("VN").getHolidays(Number(year))) {
      if (one.type !== "public") continue;
      for (let at = one.start.getTime(); at < one.end.getTime(); at += dayMs) days.add(wallClock(at + dayMs / 2, "Asia/Ho_Chi_Minh").day);
    }
    holidays.set(year, days);
  }
  return holidays.get(year)!.has(day);
}
