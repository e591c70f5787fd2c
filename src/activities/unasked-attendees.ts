import type { ContactId } from "../core/contact-id.ts";
import { rowsOf, type ActivityModels, type Attendance } from "./model.ts";

type Unasked = Pick<Attendance, "_id" | "contact" | "person">;

/** Rows entered after `since` of people who were not asked yet how it was: with a chat, or of the register. */
export async function unaskedAttendees(models: ActivityModels, activity: string, since: number): Promise<Unasked[]> {
  return models.attendance
    .find({ ...rowsOf(activity), at: { $gt: since }, asked: { $exists: false }, $or: [{ contact: { $gt: "" } }, { person: { $gt: "" } }] } as Record<string, unknown>, { contact: 1, person: 1 })
    .lean<Unasked[]>();
}

/** `notice` asks them. */
export async function markAsked(models: ActivityModels, rows: readonly string[], notice: string): Promise<void> {
  await models.attendance.updateMany({ _id: { $in: [...rows] } }, { $set: { asked: notice } });
}

/** Whether a human being was there, on one of their chats or as whom the register knows. */
export async function wasThere(models: ActivityModels, activity: string, contacts: readonly ContactId[], persons: readonly string[]): Promise<boolean> {
  return (await models.attendance.exists({ ...rowsOf(activity), $or: [{ contact: { $in: [...contacts] } }, { person: { $in: [...persons] } }] })) !== null;
}
