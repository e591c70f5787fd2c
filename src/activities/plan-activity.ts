import { newTypedCode } from "../core/typed-code.ts";
import { cancelDialogueEvent, changeCapacity, knownStart, type PlanReminders, type TellPromotion } from "../dialogues/index.ts";
import { activityById, unlimitedSeats, type Activity, type ActivityModels, type Photo } from "./model.ts";

export type NewActivity = Omit<Activity, "_id" | "revision" | "version" | "seating" | "checkInCode" | "results" | "photos" | "changedAt" | "state"> & { _id: string; state?: "draft" | "open" };

/** Typed at a noisy door, on keyboards that make Vietnamese of what they can. */
export function newCheckInCode(): string {
  return newTypedCode(5).toUpperCase();
}

/** Writes an activity down. False: the id is taken, nothing was changed. */
export async function createActivity(models: ActivityModels, { state = "open", ...activity }: NewActivity): Promise<boolean> {
  const seats = activity.capacity > 0 ? activity.capacity : unlimitedSeats;
  try {
    await models.activities.create({ ...activity, state, capacity: seats, revision: 1, version: 1, checkInCode: newCheckInCode(), results: [], photos: [], seating: { left: seats, waiting: 0, ticket: 0, claims: [] } } as never);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false;
  }
}

/** Null clears. */
export type ActivityChanges = Nullable<Partial<Pick<Activity, "title" | "label" | "kind" | "place" | "startsAt" | "endsAt" | "description" | "onlineUrl" | "registration" | "registerUntil" | "minAge" | "guardianNote" | "units" | "partners" | "club" | "minutes" | "results" | "photos" | "remindersMs" | "state">>>;
type Nullable<Fields> = { [Name in keyof Fields]: Fields[Name] | null | undefined };

/** What people planned by. */
const toldOf = ["startsAt", "endsAt", "place", "onlineUrl"] as const;

/**
 * Changes an activity where its `version` is still that. Another time, place or link is one revision more: reminders of the old
 * one do nothing, and those who were told otherwise hear of it. Undefined: somebody changed it meanwhile, or it is cancelled.
 */
export async function updateActivity(models: ActivityModels, before: Pick<Activity, "_id" | "version" | "movedFrom" | (typeof toldOf)[number]>, changes: ActivityChanges, now: number): Promise<Activity | undefined> {
  const moved = toldOf.some((name) => changes[name] !== undefined && (changes[name] ?? undefined) !== (before[name] ?? undefined));
  const known = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined && value !== null));
  const cleared = Object.fromEntries(Object.entries(changes).filter(([, value]) => value === null).map(([name]) => [name, 1]));
  // What was over is planned anew: nobody waits for its old time.
  const movedFrom = before.endsAt > now ? knownStart(before, now) : (changes.startsAt ?? before.startsAt);
  const written = await models.activities.updateOne(
    { _id: before._id, version: before.version, state: { $ne: "cancelled" } } as Record<string, unknown>,
    { $set: { ...known, ...(moved ? { changedAt: now, movedFrom } : {}) }, ...(Object.keys(cleared).length > 0 ? { $unset: cleared } : {}), $inc: { version: 1, ...(moved ? { revision: 1 } : {}) } },
  );
  return written.matchedCount === 1 ? activityById(models, before._id) : undefined;
}

/** Calls it off; registrations stay, so that its people can be told. False: missing. */
export async function cancelActivity(models: ActivityModels, id: string, reason: string, planReminders: PlanReminders): Promise<boolean> {
  if (reason) await models.activities.updateOne({ _id: id, state: { $ne: "cancelled" } } as Record<string, unknown>, { $set: { cancelReason: reason }, $inc: { version: 1 } });
  return cancelDialogueEvent(models.seats, id, planReminders);
}

/** More or fewer seats, 0 for no limit; nobody loses theirs. False: missing. */
export function changeSeats(models: ActivityModels, id: string, capacity: number, tell: TellPromotion, now: number): Promise<boolean> {
  return changeCapacity(models.seats, id, capacity > 0 ? capacity : unlimitedSeats, tell, now);
}

/** Adds or takes out one photo. */
export async function changeActivityPhotos(models: ActivityModels, id: string, change: { add: Photo } | { remove: string }): Promise<void> {
  if ("add" in change) await models.activities.updateOne({ _id: id, "photos.media": { $ne: change.add.media } } as Record<string, unknown>, { $push: { photos: change.add }, $inc: { version: 1 } } as Record<string, unknown>);
  else await models.activities.updateOne({ _id: id }, { $pull: { photos: { media: change.remove } }, $inc: { version: 1 } } as Record<string, unknown>);
}

/** Seats as people read them; undefined: no limit. */
export function seatsOf({ capacity }: Pick<Activity, "capacity">): number | undefined {
  return capacity >= unlimitedSeats ? undefined : capacity;
}
