import { localTime } from "../lib/local-time.ts";
import { createActivity, seatsOf } from "./plan-activity.ts";
import type { Activity, ActivityModels, Series } from "./model.ts";
import { seriesDays } from "./series-days.ts";

const dayMs = 86_400_000;
/** How far ahead single days are written down. */
export const plannedAheadMs = 60 * dayMs;

export async function openSeries(models: ActivityModels, series: Series): Promise<void> {
  await models.series.create(series);
}

/** No further days; those written down stay. False: no such series, or it ended before. */
export async function endSeries(models: ActivityModels, id: string): Promise<boolean> {
  return (await models.series.updateOne({ _id: id, state: "active" }, { $set: { state: "ended" }, $inc: { version: 1 } })).modifiedCount === 1;
}

/** Writes the days of all series that come within the horizon. Ids are of series and day, so a day that was moved or cancelled stays so. Returns how many are new. */
export async function planSeries(models: ActivityModels, now: number, timeZone: string, only?: string): Promise<number> {
  let planned = 0;
  for (const series of await models.series.find({ state: "active", ...(only ? { _id: only } : {}) }).lean<Series[]>()) {
    const today = new Date(now).toISOString().slice(0, 10);
    const horizon = new Date(now + plannedAheadMs).toISOString().slice(0, 10);
    const [from, to] = [series.from > today ? series.from : today, series.until && series.until < horizon ? series.until : horizon];
    for (const day of seriesDays(series.rule, from, to)) if (await planDay(models, series, day, now, timeZone)) planned++;
  }
  return planned;
}

async function planDay(models: ActivityModels, series: Series, day: string, now: number, timeZone: string): Promise<boolean> {
  const planned = plannedDay(series, day, timeZone);
  if (!planned || planned.startsAt <= now) return false;
  const _id = `${series._id}-${day.replaceAll("-", "")}`;
  // A day of another rule that was taken along to this one keeps its id.
  if ((await models.activities.exists({ _id })) || (await models.activities.exists({ series: series._id, seriesDay: day } as Record<string, unknown>))) return false;
  return createActivity(models, { ...planned, _id, commune: series.commune, series: series._id, createdBy: series.createdBy, createdAt: now });
}

export type PlannedDay = Omit<Series["template"], "registerBeforeMs"> & Pick<Activity, "startsAt" | "endsAt" | "seriesDay" | "registerUntil">;

/** What a series says of one of its days. Undefined: there is no such time. */
export function plannedDay({ template, at, durationMs }: Pick<Series, "template" | "at" | "durationMs">, day: string, timeZone: string): PlannedDay | undefined {
  const startsAt = localTime(`${day}T${at}`, timeZone);
  if (startsAt === undefined) return undefined;
  const { registerBeforeMs, ...fields } = template;
  return { ...fields, startsAt, endsAt: startsAt + durationMs, seriesDay: day, ...(registerBeforeMs === undefined ? {} : { registerUntil: startsAt - registerBeforeMs }) };
}

/** Changes a series where its `version` is still that; its days are the caller's. False: somebody changed or ended it meanwhile. */
export async function updateSeries(models: ActivityModels, { _id, version }: Pick<Series, "_id" | "version">, { template, rule, at, durationMs, until }: Pick<Series, "template" | "rule" | "at" | "durationMs" | "until">): Promise<boolean> {
  const written = await models.series.updateOne({ _id, version, state: "active" }, { $set: { template, rule, at, durationMs, ...(until ? { until } : {}) }, ...(until ? {} : { $unset: { until: 1 as const } }), $inc: { version: 1 } });
  return written.matchedCount === 1;
}

/** Days of a series from today on, cancelled ones too, in the order they were planned. */
export async function comingDays(models: ActivityModels, series: string, now: number, timeZone: string): Promise<Activity[]> {
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(now);
  const found = await models.activities.find({ series, seriesDay: { $gte: today } } as Record<string, unknown>, { "seating.claims": 0 }).lean<Activity[]>();
  return found.filter((one) => one.startsAt > now || one.state === "cancelled").sort((a, b) => (a.seriesDay! < b.seriesDay! ? -1 : 1));
}

/** Whether a day is still as its series planned it: nobody changed or cancelled it by itself. That a partner joined or registration was closed changes nothing. */
export function isAsPlanned(activity: Activity, planned: PlannedDay): boolean {
  if (activity.state === "cancelled" || activity.state === "draft") return false;
  const joined = (activity.partners ?? []).filter((one) => one.state === "accepted").map((one) => one.unit);
  const now = { ...activity, capacity: seatsOf(activity) ?? 0, units: activity.units.filter((one) => !joined.includes(one)) };
  return plannedFields.every((name) => JSON.stringify(now[name] || null) === JSON.stringify(planned[name] || null));
}

export const plannedFields = ["title", "label", "kind", "place", "description", "onlineUrl", "units", "club", "registration", "capacity", "minAge", "guardianNote", "remindersMs", "startsAt", "endsAt", "registerUntil"] as const satisfies (keyof PlannedDay)[];
