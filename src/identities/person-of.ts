import { randomUUID } from "node:crypto";
import type { ContactId } from "../core/contact-id.ts";
import type { IdentityModels } from "./model.ts";

/** The person a contact belongs to now; a contact nobody linked becomes a person of its own. */
export async function ensurePerson(models: IdentityModels, contact: ContactId, now: number): Promise<string> {
  const known = await models.identities.findById(contact).lean();
  if (known) return rootOf(models, known.person);
  const person = await newPerson(models, now);
  try {
    await models.identities.updateOne({ _id: contact }, { $setOnInsert: { person, since: now } }, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  return rootOf(models, (await models.identities.findById(contact).lean())?.person ?? person);
}

export async function newPerson(models: IdentityModels, now: number): Promise<string> {
  const person = randomUUID();
  await models.persons.create({ _id: person, createdAt: now });
  return person;
}

/** The person all pointers from this one lead to. */
export async function rootOf(models: IdentityModels, person: string): Promise<string> {
  for (let at = person; ; ) {
    const next = (await models.persons.findById(at).lean())?.mergedInto;
    if (next === undefined) return at;
    at = next;
  }
}

/** Everybody who was joined to this person, and itself. */
async function familyOf(models: IdentityModels, root: string): Promise<string[]> {
  const all = [root];
  for (let edge = [root]; edge.length > 0; ) {
    edge = (await models.persons.find({ mergedInto: { $in: edge } }, { _id: 1 }).lean()).map((one) => one._id);
    all.push(...edge);
  }
  return all;
}

/** All contacts of the same human being: this one first, the others in the order they were linked. */
export async function identitiesOf(models: IdentityModels, contact: ContactId): Promise<ContactId[]> {
  const own = await models.identities.findById(contact).lean();
  if (!own) return [contact];
  const family = await familyOf(models, await rootOf(models, own.person));
  const rows = await models.identities.find({ person: { $in: family } }).lean();
  const others = rows.filter((one) => one._id !== contact).sort((a, b) => a.since - b.since || a._id.localeCompare(b._id));
  return [contact, ...others.map((one) => one._id)];
}

/** `identitiesOf` for many at once: all contacts of the same human being, itself included, by contact. Contacts nobody linked are their own kin and left out. */
export async function kinOf(models: IdentityModels, contacts: readonly ContactId[]): Promise<Map<ContactId, ContactId[]>> {
  const own = await models.identities.find({ _id: { $in: [...contacts] } }).lean();
  if (own.length === 0) return new Map();
  const kin = new Map<ContactId, ContactId[]>();
  // Linked people are few among many; each chain of pointers is short.
  for (const { _id } of own) kin.set(_id, await identitiesOf(models, _id));
  return kin;
}
