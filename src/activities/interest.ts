import type { ContactId } from "../core/contact-id.ts";
import { rowId, type ActivityModels } from "./model.ts";

/** Somebody wants to be reminded without registering. Safe to repeat; true: for the first time. */
export async function markInterest(models: ActivityModels, activity: string, contact: ContactId, now: number): Promise<boolean> {
  const written = await models.interests.updateOne({ _id: rowId(activity, contact) }, { $setOnInsert: { activity, contact, at: now } }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
    return undefined;
  });
  return (written?.upsertedCount ?? 0) > 0;
}

/** False: there was none. */
export async function dropInterest(models: ActivityModels, activity: string, contact: ContactId): Promise<boolean> {
  return (await models.interests.deleteOne({ _id: rowId(activity, contact) })).deletedCount === 1;
}
