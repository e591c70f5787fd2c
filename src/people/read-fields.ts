/** Telephone companies' old eleven digits → today's (2018). */
const oldPrefixes: Record<string, string> = {
  "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39", "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
  "123": "83", "124": "84", "125": "85", "127": "81", "129": "82", "186": "56", "188": "58", "199": "59",
};

/** "0912 345 678", "+84.912…", "84912…", "912345678" → "+84912345678"; of two numbers the first. Undefined: none. */
export function readPhone(text: string): string | undefined {
  const first = text.split(/[\/;,]|\s+-\s+/)[0]!.replace(/[^\d+]/g, "");
  const local = first.replace(/^(\+84|0084|84(?=\d{9,10}$)|0)/, "");
  const today = /^1\d{9}$/.test(local) ? `${oldPrefixes[local.slice(0, 3)] ?? ""}${local.slice(3)}` : local;
  return /^([35789]\d{8}|2\d{9})$/.test(today) ? `+84${today}` : undefined;
}

/** "0912 345 678", as people read it. */
export function showPhone(phone: string): string {
  const local = phone.replace(/^\+84/, "0");
  return local.length === 10 ? `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}` : local;
}

/** Day first as in Việt Nam: "17/5/2004", "17-5-2004", "5/2004", "2004", "2004-05-17" → "2004-05-17", "2004-05", "2004". Undefined: no such date, or after today. */
export function readDay(text: string, now: number): string | undefined {
  const clean = text.normalize("NFKC").toLowerCase().replace(/ngày|sinh/g, " ").replace(/tháng|năm/g, "/").replace(/[\s.\-]+/g, "/").replace(/\/+/g, "/").replace(/^\/|\/$/g, "");
  const parts = clean.split("/");
  if (!parts.every((part) => /^\d{1,4}$/.test(part)) || parts.length > 3) return undefined;
  const ordered = parts[0]!.length === 4 ? parts : parts.toReversed();
  const [year, month, day] = [wholeYear(ordered[0]!, now), ordered[1], ordered[2]].map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year < 1900 || (month !== undefined && (month < 1 || month > 12))) return undefined;
  const told = [String(year), ...[month, day].filter((part) => part !== undefined).map((part) => String(part).padStart(2, "0"))].join("-");
  const exact = new Date(`${told.padEnd(10, "-01").slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(exact.getTime()) || (day !== undefined && exact.getUTCDate() !== day)) return undefined;
  return exact.getTime() > now ? undefined : told;
}

/** "04" in a date is 2004, "89" is 1989. */
function wholeYear(text: string, now: number): string {
  if (text.length !== 2) return text;
  return `${Number(text) <= new Date(now).getUTCFullYear() - 2000 ? "20" : "19"}${text}`;
}

/** "2004-05-17" → "17/05/2004" */
export function showDay(day: string): string {
  return day.split("-").toReversed().join("/");
}

/** Whole years at `now`; of "2004" the most it can be. */
export function ageOf(birth: string, now: number): number {
  const today = new Date(now).toISOString().slice(0, 10);
  const born = birth.padEnd(10, "-01").slice(0, 10);
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}
