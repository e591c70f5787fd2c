import { rowsOf, type Activity, type ActivityModels } from "./model.ts";
import { namelessAttendance, namelessFeedback } from "./nameless-rows.ts";

/**
 * Activities that ended before a time keep how many came and what they thought of it, and nobody's name, words or picture. `drop` deletes
 * a photo. Safe to repeat: an activity is marked when all of it is done. Returns how many activities.
 */
export async function expireActivityPeople(models: ActivityModels, before: number, drop: (activity: string, media: string) => Promise<void>): Promise<number> {
  const old = await models.activities.find({ startsAt: { $lt: before }, endsAt: { $lt: before }, peopleGone: { $ne: true } } as Record<string, unknown>, { photos: 1 }).lean<Pick<Activity, "_id" | "photos">[]>();
  for (const { _id, photos } of old) {
    await namelessAttendance(models, { ...rowsOf(_id), $or: [{ name: { $ne: "" } }, { contact: { $gt: "" } }, { person: { $gt: "" } }] });
    await models.seats.registrations.deleteMany(rowsOf(_id));
    await models.interests.deleteMany(rowsOf(_id));
    await namelessFeedback(models, { ...rowsOf(_id), contact: { $ne: "" } });
    for (const { media } of photos) await drop(_id, media);
    await models.activities.updateOne({ _id } as Record<string, unknown>, { $set: { photos: [], peopleGone: true }, $inc: { version: 1 } });
  }
  return old.length;
}
