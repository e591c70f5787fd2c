import type { Activity, ActivityModels, Series } from "./model.ts";

/** Activities and series of a unit that another took over are the other's, each unit once. Safe to repeat. */
export async function inheritActivities(models: ActivityModels, from: string, to: string): Promise<void> {
  const heirs = (units: readonly string[]): string[] => [...new Set(units.map((unit) => (unit === from ? to : unit)))];
  for (const { _id, units } of await models.activities.find({ units: from }, { units: 1 }).lean<Pick<Activity, "_id" | "units">[]>()) {
    await models.activities.updateOne({ _id, units } as Record<string, unknown>, { $set: { units: heirs(units) }, $inc: { version: 1 } });
  }
  for (const { _id, partners } of await models.activities.find({ "partners.unit": from } as Record<string, unknown>, { partners: 1 }).lean<Pick<Activity, "_id" | "partners">[]>()) {
    const asked = (partners ?? []).map((one) => ({ ...one, unit: one.unit === from ? to : one.unit }));
    // Both may have been asked: the first answer counts.
    const once = asked.filter((one, at) => asked.findIndex((other) => other.unit === one.unit) === at);
    await models.activities.updateOne({ _id, partners } as Record<string, unknown>, { $set: { partners: once }, $inc: { version: 1 } });
  }
  for (const { _id, template, version } of await models.series.find({ "template.units": from } as Record<string, unknown>).lean<Series[]>()) {
    await models.series.updateOne({ _id, version }, { $set: { "template.units": heirs(template.units) }, $inc: { version: 1 } } as Record<string, unknown>);
  }
}

/** All of a commune that became part of another. */
export async function recommuneActivities(models: ActivityModels, from: string, to: string): Promise<void> {
  await inheritActivities(models, from, to);
  await models.activities.updateMany({ commune: from }, { $set: { commune: to }, $inc: { version: 1 } });
  await models.attendance.updateMany({ commune: from }, { $set: { commune: to } });
  await models.series.updateMany({ commune: from }, { $set: { commune: to }, $inc: { version: 1 } });
}

/** What a branch runs goes with it to its new commune; what it only joined stays. */
export async function takeActivitiesAlong(models: ActivityModels, branch: string, to: string): Promise<void> {
  const own = (await models.activities.find({ units: branch, commune: { $ne: to } }, { units: 1 }).lean<Pick<Activity, "_id" | "units">[]>()).filter(({ units }) => units[0] === branch).map(({ _id }) => _id);
  if (own.length > 0) {
    await models.attendance.updateMany({ activity: { $in: own } }, { $set: { commune: to } });
    await models.activities.updateMany({ _id: { $in: own } } as Record<string, unknown>, { $set: { commune: to }, $inc: { version: 1 } });
  }
  const series = (await models.series.find({ "template.units": branch, commune: { $ne: to } } as Record<string, unknown>).lean<Series[]>()).filter(({ template }) => template.units[0] === branch).map(({ _id }) => _id);
  if (series.length > 0) await models.series.updateMany({ _id: { $in: series } }, { $set: { commune: to }, $inc: { version: 1 } });
}
