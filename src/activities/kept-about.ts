import type { ContactId } from "../core/contact-id.ts";
import type { ActivityModels } from "./model.ts";

/** Titles of the activities in which something is kept about somebody. */
export type KeptAbout = { registered: string[]; attended: string[]; rated: string[]; reminded: string[] };

/** What this room keeps about a human being: their contacts, and who they are in the register. Also of what is long over. */
export async function keptAbout(models: ActivityModels, contacts: readonly ContactId[], persons: readonly string[]): Promise<KeptAbout> {
  const contact = { contact: { $in: [...contacts] } };
  const [registered, attended, rated, reminded] = await Promise.all([
    models.seats.registrations.find({ ...contact, state: { $ne: "cancelled" } } as Record<string, unknown>, { dialogue: 1 }).lean<{ dialogue: string }[]>(),
    models.attendance.find({ $or: [contact, { person: { $in: [...persons] } }] }, { activity: 1 }).lean<{ activity: string }[]>(),
    models.feedback.find(contact, { activity: 1 }).lean<{ activity: string }[]>(),
    models.interests.find(contact, { activity: 1 }).lean<{ activity: string }[]>(),
  ]);
  const ids = { registered: registered.map((one) => one.dialogue), attended: attended.map((one) => one.activity), rated: rated.map((one) => one.activity), reminded: reminded.map((one) => one.activity) };
  const found = await models.activities.find({ _id: { $in: [...new Set(Object.values(ids).flat())] } } as Record<string, unknown>, { title: 1, startsAt: 1 }).sort({ startsAt: -1 }).lean<{ _id: string; title: string }[]>();
  const titles = (wanted: readonly string[]): string[] => found.filter((one) => wanted.includes(one._id)).map((one) => one.title);
  return { registered: titles(ids.registered), attended: titles(ids.attended), rated: titles(ids.rated), reminded: titles(ids.reminded) };
}
