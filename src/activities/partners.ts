import { activityById, type Activity, type ActivityModels, type Partner } from "./model.ts";

export type PartnerState = Partner["state"] | "none";

/** A round is lost only when somebody else wrote meanwhile; this many in a row means something is wrong. */
const mostRounds = 20;

/**
 * Writes a partner's state down where it is one of `from` now; with `none` the partner is taken off the list. With its yes the unit
 * stands among those that hold the activity, without it no more: registrations stay as they are. Undefined: it is not so (any more).
 */
export async function setPartner(models: ActivityModels, id: string, { unit, by, at, state }: Omit<Partner, "state"> & { state: PartnerState }, from: readonly PartnerState[]): Promise<Activity | undefined> {
  for (let round = 0; round < mostRounds; round++) {
    const activity = await activityById(models, id);
    if (!activity || activity.state === "cancelled") return undefined;
    const before = activity.partners?.find((one) => one.unit === unit)?.state ?? "none";
    if (!from.includes(before)) return undefined;
    const others = (activity.partners ?? []).filter((one) => one.unit !== unit);
    const partners = state === "none" ? others : [...others, { unit, state, by, at }];
    const units = state === "accepted" ? [...new Set([...activity.units, unit])] : before === "accepted" ? activity.units.filter((one) => one !== unit) : activity.units;
    const written = await models.activities.updateOne({ _id: id, version: activity.version, state: { $ne: "cancelled" } } as Record<string, unknown>, { $set: { partners, units }, $inc: { version: 1 } });
    if (written.matchedCount === 1) return activityById(models, id);
  }
  throw new Error("an activity's partners did not settle");
}
