import { fold } from "../../lib/vietnamese/fold.ts";

const inWords = /^(?:(?:ngay|mung|mong) )*(\d{1,2}) ?(?:thang|thg) ?(\d{1,2})(?: ?nam)? ?(\d{4}|\d{2})$/;
const dayFirst = /^(?:ngay )?(\d{1,2}) ?[/.\- ] ?(\d{1,2}) ?[/.\- ] ?(\d{4}|\d{2})$/;
const yearFirst = /^(\d{4}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{1,2})$/;
const digitsOnly = /^(\d{2})(\d{2})(\d{4})$/;

/**
 * A date as Vietnamese write it, as YYYY-MM-DD; the day is always before the month, never swapped to make it fit.
 * Impossible dates, a missing year and years outside 1900–2100 are undefined. `now` (epoch ms) places two-digit years.
 */
export function readDate(text: string, now: number): string | undefined {
  const folded = fold(text).replaceAll(",", " ").replace(/ +/g, " ").trim();
  const year = yearFirst.exec(folded);
  if (year) return calendarDate(Number(year[1]), Number(year[2]), Number(year[3]));
  const match = inWords.exec(folded) ?? dayFirst.exec(folded) ?? digitsOnly.exec(folded);
  return match ? calendarDate(fullYear(match[3]!, now), Number(match[2]), Number(match[1])) : undefined;
}

/** "07" is 2007, "95" is 1995: up to ten years ahead belongs to this century. */
function fullYear(written: string, now: number): number {
  const year = Number(written);
  if (written.length === 4) return year;
  const newest = new Date(now).getUTCFullYear() + 10;
  return 2000 + year <= newest ? 2000 + year : 1900 + year;
}

function calendarDate(year: number, month: number, day: number): string | undefined {
  if (year < 1900 || year > 2100) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}
