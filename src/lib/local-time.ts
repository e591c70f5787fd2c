/** Epoch milliseconds of a wall-clock time (`2026-12-20T08:00` or with a space) in a zone; undefined when it is no time. With an offset (`Z`, `+07:00`) that counts. */
export function localTime(text: string, timeZone: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  // "2027-02-31" would silently become the third of March.
  if (!match || !isOnTheCalendar(`${match[1]}T${match[2]}`)) return undefined;
  const asUtc = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ":00"}${match[4] ?? "Z"}`);
  if (Number.isNaN(asUtc)) return undefined;
  if (match[4]) return asUtc;
  // Twice, because the offset may differ between the guess and the time meant (summer time elsewhere in the world).
  const first = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(first, timeZone);
}

function isOnTheCalendar(wallTime: string): boolean {
  const at = Date.parse(`${wallTime}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(wallTime);
}

/** How far the zone is ahead of UTC at a moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(at);
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(parts.find((part) => part.type === "timeZoneName")?.value ?? "");
  if (!match?.[1]) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone at a moment: `{ day: "2026-12-20", time: "08:00" }`. */
export function wallClock(at: number, timeZone: string): { day: string; time: string } {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${parts["year"]}-${parts["month"]}-${parts["day"]}`, time: `${parts["hour"]}:${parts["minute"]}` };
}

/** So many days after a day "2026-12-20"; before it with a minus. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
