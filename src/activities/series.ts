import { localTime } from "../lib/local-time.ts";
import { createActivity } from "./plan-activity.ts";
import type { ActivityModels, Series } from "./model.ts";
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
  const startsAt = localTime(`${day}T${series.at}`, timeZone);
  if (startsAt === undefined || startsAt <= now) return false;
  const _id = `${series._id}-${day.replaceAll("-", "")}`;
  if (await models.activities.exists({ _id })) return false;
  const { template, durationMs, commune, createdBy } = series;
  return createActivity(models, { ...template, _id, commune, startsAt, endsAt: startsAt + durationMs, series: series._id, seriesDay: day, createdBy, createdAt: now });
}
