import type { ContactId } from "../core/contact-id.ts";
import type { PeopleModels, PersonRecord } from "./model.ts";

const asked = { name: 1, commune: 1, branch: 1, standing: 1, status: 1, birth: 1, tags: 1, contacts: 1 } as const;
/** What audiences ask of a person. */
export type PersonBrief = Pick<PersonRecord, "_id" | "name" | "commune" | "branch" | "standing" | "status" | "birth" | "tags" | "contacts">;

/** The people whose chats these are. */
export async function peopleOfContacts(models: PeopleModels, contacts: readonly ContactId[]): Promise<PersonBrief[]> {
  if (contacts.length === 0) return [];
  return models.people.find({ contacts: { $in: [...contacts] } }, asked).lean<PersonBrief[]>();
}

/** Chats of these people, by person. */
export async function personsContacts(models: PeopleModels, persons: readonly string[]): Promise<Map<string, ContactId[]>> {
  if (persons.length === 0) return new Map();
  const found = await models.people.find({ _id: { $in: [...persons] } }, { contacts: 1 }).lean<Pick<PersonRecord, "_id" | "contacts">[]>();
  return new Map(found.map((one) => [one._id, one.contacts]));
}

/** Active people without any chat, of these communes or of all, ascending by id. */
export async function peopleWithoutChat(models: PeopleModels, communes: readonly string[] | undefined, after: string, limit: number): Promise<PersonBrief[]> {
  return models.people
    .find({ _id: { $gt: after }, ...(communes ? { commune: { $in: [...communes] } } : {}), status: "active", contacts: { $size: 0 } } as Record<string, unknown>, asked)
    .sort({ _id: 1 })
    .limit(limit)
    .lean<PersonBrief[]>();
}
