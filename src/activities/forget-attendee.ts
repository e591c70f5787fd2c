import type { ContactId } from "../core/contact-id.ts";
import { cancelAllRegistrations, forgetParticipant, type TellPromotion } from "../dialogues/index.ts";
import { rowId, type ActivityModels, type Attendance } from "./model.ts";

/** Registrations and reminders of somebody who withdrew consent end; that they were there stays with staff's lists until deleted. */
export async function leaveAllActivities(models: ActivityModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  await cancelAllRegistrations(models.seats, contact, mark, now, tell);
  await models.interests.deleteMany({ contact });
}

/** Gives the seats back, then deletes every trace; attendance stays as a number without a name. */
export async function forgetAttendee(models: ActivityModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  await forgetParticipant(models.seats, contact, mark, now, tell);
  await models.interests.deleteMany({ contact });
  await models.feedback.deleteMany({ contact });
  for (const row of await models.attendance.find({ contact }).lean<Attendance[]>()) await forgetRow(models, row);
}

/** Somebody of the register is deleted. */
export async function forgetPersonAttendance(models: ActivityModels, person: string): Promise<void> {
  for (const row of await models.attendance.find({ person }).lean<Attendance[]>()) await forgetRow(models, row);
}

/** The same new row however often it is done: named by the old one's time, not by its person. */
async function forgetRow(models: ActivityModels, row: Attendance): Promise<void> {
  const _id = rowId(row.activity, `gone:${row.at}-${row.how}`);
  await models.attendance.updateOne({ _id }, { $setOnInsert: { activity: row.activity, commune: row.commune, name: "", how: row.how, at: row.at } }, { upsert: true });
  await models.attendance.deleteOne({ _id: row._id });
}
