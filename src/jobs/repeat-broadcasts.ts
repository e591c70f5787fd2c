import { broadcastById, createBroadcast, firstOfSeries, type Broadcast, type BroadcastModels, type Repeat } from "../broadcasts/index.ts";
import { seriesDays } from "../activities/index.ts";
import { dayAfter, localTime, wallClock } from "../lib/local-time.ts";

export type RepeatPorts = {
  broadcasts: BroadcastModels;
  timeZone: string;
  /** Who looks at the notices hears that there is one more. */
  moved(broadcast: Pick<Broadcast, "_id" | "commune">): Promise<void>;
  now(): number;
};

/** A day of a lunar year comes within thirteen months. */
const lookedAheadDays = 400;
const rhythms: readonly Repeat["every"][] = ["week", "month", "year", "lunar-month", "lunar-year"];

/**
 * Whenever a broadcast of a series has begun, the next one is written down as scheduled: staff see it, may change it, and end the
 * series by cancelling it. Its id is the series' first and its day, so that any number of processes write one.
 */
export async function repeatBroadcasts(ports: RepeatPorts): Promise<void> {
  const begun = await ports.broadcasts.broadcasts.find({ "repeat.every": { $in: rhythms }, startedAt: { $exists: true }, repeated: { $exists: false } } as Record<string, unknown>).lean<Broadcast[]>();
  for (const one of begun) {
    await writeNext(one, ports);
    // Last: after a crash before it the same one is written again, which changes nothing.
    await ports.broadcasts.broadcasts.updateOne({ _id: one._id }, { $set: { repeated: true } });
  }
}

/**
 * Only this time not: the next one is written first, because a scheduled one that is cancelled has no successor and its series would end unseen.
 * False: it is not one of a series that stands ready. Safe to repeat.
 */
export async function skipTime(id: string, ports: RepeatPorts): Promise<boolean> {
  const one = await broadcastById(ports.broadcasts, id);
  if (one?.state !== "scheduled" || !one.repeat || one.at === undefined) return false;
  await writeNext(one, ports);
  const skipped = await ports.broadcasts.broadcasts.updateOne({ _id: id, state: "scheduled", version: one.version }, { $set: { state: "cancelled", endedAt: ports.now(), repeated: true }, $inc: { version: 1 } });
  return skipped.modifiedCount === 1;
}

async function writeNext(one: Broadcast, { broadcasts, timeZone, moved, now }: RepeatPorts): Promise<void> {
  const { kind, purpose, commune, branch, club, by, byName, audience, content, repeat, urgent, perMinute, about, fingerprint, approval, expiryChosen } = one;
  const at = one.at ?? one.startedAt!;
  const since = one.since !== undefined && isOf(repeat!, one.since, at, timeZone) ? one.since : at;
  // What came due while the service was off is not made up for.
  const next = nextTime(repeat!, since, Math.max(at, one.startedAt ?? at), timeZone);
  if (next === undefined || (repeat!.until !== undefined && next > repeat!.until)) return;
  const first = firstOfSeries(one);
  const _id = `${first}-${wallClock(next, timeZone).day.replaceAll("-", "")}`;
  const kept = { purpose, commune, branch, club, by, byName, urgent, perMinute, about, fingerprint, approval, expiryChosen };
  const known = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== null));
  const fresh = await createBroadcast(broadcasts, { _id, kind, audience, content, ...known, repeat: repeat!, since, follows: first, state: "scheduled", at: next, expiresAt: next + (one.expiresAt - at) }, now());
  // Staff may have ended the series just now.
  if (fresh && !(await broadcasts.broadcasts.exists({ _id: one._id, "repeat.every": { $exists: true } } as Record<string, unknown>))) {
    await broadcasts.broadcasts.updateOne({ _id, state: "scheduled" }, { $set: { state: "cancelled", endedAt: now() }, $unset: { repeat: 1 } });
  }
  if (fresh) await moved({ _id, ...(commune ? { commune } : {}) });
}

/** The first time of a series on a later day than `after`, at the wall-clock time of its beginning. */
export function nextTime(repeat: Repeat, since: number, after: number, timeZone: string): number | undefined {
  const [begin, last] = [wallClock(since, timeZone), wallClock(after, timeZone).day];
  if (!byItsBeginning(repeat)) {
    const day = seriesDays(repeat, dayAfter(last, 1), dayAfter(last, lookedAheadDays))[0];
    return day === undefined ? undefined : localTime(`${day}T${begin.time}`, timeZone);
  }
  let day = begin.day;
  for (let turn = 1; day <= last; turn++) day = dayOf(repeat.every, begin.day, turn);
  return localTime(`${day}T${begin.time}`, timeZone);
}

/** Whether a time is still one of the series: staff may have moved it, and the days count from there. */
function isOf(repeat: Repeat, since: number, at: number, timeZone: string): boolean {
  const [begin, now] = [wallClock(since, timeZone), wallClock(at, timeZone)];
  // A rule names its days by itself, whatever day one was moved to; only the time of day counts from the beginning.
  if (!byItsBeginning(repeat)) return begin.time === now.time;
  let day = begin.day;
  for (let turn = 1; day < now.day; turn++) day = dayOf(repeat.every, begin.day, turn);
  return day === now.day && begin.time === now.time;
}

type ByItsBeginning = Exclude<Repeat, { nth: number } | { day: number }>;

function byItsBeginning(repeat: Repeat): repeat is ByItsBeginning {
  return !("nth" in repeat || "day" in repeat);
}

/** The day of a series' nth turn; one a month does not have is its last. */
function dayOf(every: ByItsBeginning["every"], begin: string, turn: number): string {
  if (every === "week") return dayAfter(begin, 7 * turn);
  const [year, month, date] = begin.split("-").map(Number) as [number, number, number];
  const months = month - 1 + (every === "month" ? turn : 12 * turn);
  const lastDate = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, months, Math.min(date, lastDate))).toISOString().slice(0, 10);
}
