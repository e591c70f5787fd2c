import { changeSeats, comingDays, endSeries, isAsPlanned, plannedDay, plannedFields, planSeries, seriesDays, updateActivity, updateSeries, type Activity, type PlannedDay, type Series, type SeriesRule } from "../../activities/index.ts";
import { labelOf } from "../../units/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { seriesChangesInput, seriesEndInput } from "./activity-input.ts";
import { callOffActivity, changed, ownSeries } from "./write-activities.ts";

const dayMs = 86_400_000;
/** A day of the old rule is taken along to one of the new rule so near at most. */
const nearestMs = 16 * dayMs;

/** A series within somebody's right that goes on. */
export async function readSeries(desk: Desk, id: string): Promise<Series> {
  const series = await desk.ports.activities.series.findById(id).lean<Series>();
  if (!series || !ownSeries(desk, series)) throw notFound();
  return series;
}

export type SeriesChange = { series: Series; /** Days that follow, that were changed by themselves and stay, and new ones. */ changed: number; kept: number; planned: number };

/**
 * Changes what a series says, and those of its coming days that are still as it planned them: their people hear of another time or place
 * as of any change. Days before the series itself, so that what a crash left is done by saying it again.
 */
export async function changeSeries(desk: Desk, id: string, input: unknown, version?: number): Promise<SeriesChange> {
  const before = await readSeries(desk, id);
  const given = checked(seriesChangesInput, input);
  if (before.state !== "active" || (version !== undefined && version !== before.version)) throw new OfficeError(409, "changed-meanwhile");
  // Weeks and months do not lie on each other: such a series ends and another begins.
  if (given.rule && given.rule.every !== before.rule.every) throw new OfficeError(422, "fields-wrong", { fields: { rule: "rule-other" } });
  const after = seriesAfter(before, given as Changes);
  const models = desk.ports.activities;
  const first = await carry(desk, before, after);
  if (!(await updateSeries(models, before, after))) throw new OfficeError(409, "changed-meanwhile");
  // What the old words planned in the meantime.
  const second = await carry(desk, before, after);
  const planned = await planSeries(models, desk.now, desk.ports.timeZone, id);
  const said = ({ template: { title, place }, rule, at, durationMs, until }: Series) => ({ title, place, rule, at, durationMs, ...(until ? { until } : {}) });
  await desk.audit("series.changed", { subject: { kind: "activity", id }, commune: before.commune, before: said(before), after: said(after) });
  await desk.ports.alignReminders();
  return { series: await readSeries(desk, id), changed: first.changed + second.changed, kept: first.kept, planned };
}

/** No further days; those that are written down stay and can be cancelled one by one, or with `cancel` are called off all. Returns how many were. */
export async function stopSeries(desk: Desk, id: string, input: unknown = {}): Promise<number> {
  const series = await readSeries(desk, id);
  const { cancel = false, reason = "" } = checked(seriesEndInput, input);
  if (await endSeries(desk.ports.activities, id)) await desk.audit("series.ended", { subject: { kind: "activity", id }, commune: series.commune });
  if (!cancel) return 0;
  const coming = (await comingDays(desk.ports.activities, id, desk.now, desk.ports.timeZone)).filter((one) => one.state !== "cancelled");
  for (const one of coming) await callOffActivity(desk, one._id, reason);
  return coming.length;
}

type Changes = Nullable<Omit<Series["template"], "units" | "club">> & Partial<Pick<Series, "rule" | "at" | "durationMs">> & { until?: string | null };
type Nullable<Fields> = { [Name in keyof Fields]?: Fields[Name] | null };

function seriesAfter(before: Series, { rule = before.rule, at = before.at, durationMs = before.durationMs, until, ...fields }: Changes): Series {
  const { until: limit, ...rest } = before;
  const label = fields.label || (fields.title && fields.title !== before.template.title ? labelOf(fields.title) : before.template.label);
  const template = Object.fromEntries(Object.entries({ ...before.template, ...fields, label }).filter(([, value]) => value !== null && value !== undefined)) as Series["template"];
  const ends = until === undefined ? limit : (until ?? undefined);
  return { ...rest, template, rule, at, durationMs, ...(ends ? { until: ends } : {}) };
}

/** Takes the coming days along from what was said to what is said now. */
async function carry(desk: Desk, before: Series, after: Series): Promise<{ changed: number; kept: number }> {
  const zone = desk.ports.timeZone;
  const counts = { changed: 0, kept: 0 };
  const days = await comingDays(desk.ports.activities, before._id, desk.now, zone);
  const targets = targetsOf(days, before.rule, after.rule);
  for (const day of days) {
    const target = targets.get(day._id);
    const [was, is] = [plannedDay(before, day.seriesDay!, zone), target === undefined ? undefined : plannedDay(after, target, zone)];
    if (!was || !is || !isAsPlanned(day, was) || is.startsAt <= desk.now) {
      if (day.state !== "cancelled" && !(is && isAsPlanned(day, is))) counts.kept++;
      // Changed by hand it stays, but stands for its day of the new rule: none is planned beside it.
      if (target !== undefined && target !== day.seriesDay) await desk.ports.activities.activities.updateOne({ _id: day._id }, { $set: { seriesDay: target } });
      continue;
    }
    if (await follow(desk, day, was, is)) counts.changed++;
  }
  return counts;
}

/** The day of the new rule nearest to each day of the old one, each once. */
function targetsOf(days: readonly Activity[], before: SeriesRule, after: SeriesRule): Map<string, string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return new Map(days.map((one) => [one._id, one.seriesDay!]));
  const taken = new Map<string, string>();
  const used = new Set<string>();
  for (const { _id, seriesDay } of days) {
    const at = Date.parse(seriesDay!);
    const date = (time: number): string => new Date(time).toISOString().slice(0, 10);
    const near = seriesDays(after, date(at - nearestMs), date(at + nearestMs)).filter((one) => !used.has(one));
    const nearest = near.sort((a, b) => Math.abs(Date.parse(a) - at) - Math.abs(Date.parse(b) - at))[0];
    if (nearest === undefined) continue;
    used.add(nearest);
    taken.set(_id, nearest);
  }
  return taken;
}

/** One day follows: only what differs is written, so that what belongs to the day alone stays. */
async function follow(desk: Desk, day: Activity, was: PlannedDay, is: PlannedDay): Promise<boolean> {
  const differing = [...plannedFields, "seriesDay" as const].filter((name) => JSON.stringify(was[name] ?? null) !== JSON.stringify(is[name] ?? null));
  if (differing.length === 0) return false;
  const changes = Object.fromEntries(differing.filter((name) => name !== "capacity").map((name) => [name, is[name] ?? null]));
  const after = await updateActivity(desk.ports.activities, day, changes as never, desk.now);
  // Changed in this very moment: by hand, so it stays.
  if (!after) return false;
  if (differing.includes("capacity")) await changeSeats(desk.ports.activities, day._id, is.capacity, desk.ports.tellPromoted, desk.now);
  await changed(desk, "activity.changed", after, day);
  return true;
}
