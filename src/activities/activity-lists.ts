import type { ContactId } from "../core/contact-id.ts";
import { registeredAmong, registeredContacts, type Registration } from "../dialogues/index.ts";
import { rowId, rowsOf, type Activity, type ActivityModels } from "./model.ts";

const card = { "seating.claims": 0 } as const;
type States = readonly ("seated" | "waiting")[];

/** What people of these units may come to, what is running first, then what is soonest; those of whole communes are for all their branches. */
export async function openActivities(models: ActivityModels, now: number, units: readonly string[], most = 60): Promise<Activity[]> {
  return models.activities.find({ units: { $in: [...units] }, endsAt: { $gt: now }, state: { $in: ["open", "closed"] } } as Record<string, unknown>, card).sort({ startsAt: 1 }).limit(most).lean<Activity[]>();
}

/** All that are not over, cancelled ones too: their people may not have heard yet, on the second day of a camp as well. */
export async function activitiesAhead(models: ActivityModels, now: number): Promise<Activity[]> {
  return models.activities.find({ endsAt: { $gt: now }, state: { $ne: "draft" } } as Record<string, unknown>, card).sort({ startsAt: 1 }).lean<Activity[]>();
}

/** What somebody has a seat or a waiting place in, that is not over or cancelled, soonest first. */
export async function activitiesOf(models: ActivityModels, contact: ContactId, now: number): Promise<{ activity: Activity; registration: Registration }[]> {
  const registrations = (await models.seats.registrations.find({ contact }).lean<Registration[]>()).filter((one) => one.state !== "cancelled");
  if (registrations.length === 0) return [];
  const found = await models.activities.find({ _id: { $in: registrations.map((one) => one.dialogue) } } as Record<string, unknown>, card).lean<Activity[]>();
  return found
    .filter((one) => one.state !== "cancelled" && one.endsAt > now)
    .sort((a, b) => a.startsAt - b.startsAt)
    .map((activity) => ({ activity, registration: registrations.find((one) => one.dialogue === activity._id)! }));
}

/** People with a seat, or a waiting place, after `after`, ascending. `before`: only who registered before that time. */
export function registeredForActivity(models: ActivityModels, id: string, after: ContactId, limit: number, states: States, before?: number): Promise<ContactId[]> {
  return registeredContacts(models.seats, id, after, limit, states, before);
}

export function registeredAmongActivity(models: ActivityModels, id: string, contacts: readonly ContactId[], states: States, before?: number): Promise<Set<ContactId>> {
  return registeredAmong(models.seats, id, contacts, states, before);
}

/** Who wants to be reminded, after `after`, ascending. */
export async function interestedContacts(models: ActivityModels, id: string, after: ContactId, limit: number): Promise<ContactId[]> {
  const page = await models.interests.find({ _id: { $gt: rowId(id, after), $lt: `${id}}` } }, { contact: 1 }).sort({ _id: 1 }).limit(limit).lean();
  return page.map((one) => one.contact);
}

export async function interestedAmong(models: ActivityModels, id: string, contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const found = await models.interests.find({ _id: { $in: contacts.map((contact) => rowId(id, contact)) } }, { contact: 1 }).lean();
  return new Set(found.map((one) => one.contact));
}

/** Who was there with a chat of theirs, after `after`, ascending. */
export async function attendedContacts(models: ActivityModels, id: string, after: ContactId, limit: number): Promise<ContactId[]> {
  const found = await models.attendance.find({ ...rowsOf(id), contact: { $gt: after } }, { contact: 1 }).lean();
  return found.map((one) => one.contact!).sort((a, b) => (a < b ? -1 : 1)).slice(0, limit);
}

export async function attendedAmong(models: ActivityModels, id: string, contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const found = await models.attendance.find({ ...rowsOf(id), contact: { $in: [...contacts] } }, { contact: 1 }).lean();
  return new Set(found.map((one) => one.contact!));
}
