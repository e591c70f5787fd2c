import type { ContactId } from "../core/contact-id.ts";
import type { PeopleModels, PersonRecord } from "./model.ts";

/** Deletes a person and all that hangs on them in this room. Safe to repeat. */
export async function forgetPersonRecord(models: PeopleModels, id: string): Promise<void> {
  await models.dues.deleteMany({ person: id });
  await models.people.deleteOne({ _id: id });
}

/** The records a chat was joined to. */
export async function peopleOfContact(models: PeopleModels, contact: ContactId): Promise<PersonRecord[]> {
  return models.people.find({ contacts: contact }).lean<PersonRecord[]>();
}
