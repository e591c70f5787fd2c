import { randomBytes } from "node:crypto";
import { keysOf, sortKey } from "./keys.ts";
import type { PeopleModels, PersonRecord } from "./model.ts";

/** What staff, an import or an approved case tell about somebody. Already checked and in the register's own forms. */
export type PersonFields = Partial<Pick<PersonRecord, "branch" | "birth" | "gender" | "phone" | "email" | "address" | "occupation" | "standing" | "status" | "statusSince" | "federation" | "memberCode" | "admittedOn" | "trainings" | "tags" | "note" | "contacts" | "importId">> & { name: string; commune: string };

export class PersonChanged extends Error {
  override name = "PersonChanged";
}

/** Adds somebody. `id` given: the same act again is the same person. */
export async function addPerson(models: PeopleModels, fields: PersonFields, { by, now, id }: { by: string; now: number; id?: string }): Promise<PersonRecord> {
  const person = freshPerson(fields, { by, now, ...(id === undefined ? {} : { id }) });
  try {
    await models.people.create(person);
  } catch (error) {
    if ((error as { code?: number }).code !== 11000 || id === undefined) throw error;
  }
  return person;
}

/** The document of a new person, for those who write many at once. */
export function freshPerson(fields: PersonFields, { by, now, id = newPersonId() }: { by: string; now: number; id?: string }): PersonRecord {
  const standing = fields.standing ?? "youth";
  const status = fields.status ?? "active";
  const from = fields.statusSince ?? new Date(now).toISOString().slice(0, 10);
  return {
    trainings: [], tags: [], contacts: [],
    ...fields,
    _id: id, standing, status,
    ...derived(fields),
    history: [{ standing, status, from, by, at: now }],
    createdAt: now, createdBy: by, updatedAt: now, revision: 1,
  };
}

/** Changes fields of the revision that was read; `undefined` takes a field away. A new standing or status enters the history. Throws PersonChanged when somebody else was faster. */
export async function changePerson(models: PeopleModels, person: PersonRecord, changes: { [Field in keyof PersonFields]?: PersonFields[Field] | undefined }, { by, now, decision, from }: { by: string; now: number; decision?: string; from?: string }): Promise<PersonRecord> {
  const given = Object.entries(changes);
  const merged = Object.fromEntries(Object.entries({ ...person, ...changes }).filter(([, value]) => value !== undefined)) as PersonRecord;
  const moved = merged.standing !== person.standing || merged.status !== person.status;
  const since = from ?? new Date(now).toISOString().slice(0, 10);
  const next: PersonRecord = {
    ...merged,
    ...derived(merged),
    ...(moved ? { statusSince: since, history: [...person.history, { standing: merged.standing, status: merged.status, from: since, ...(decision ? { decision } : {}), by, at: now }] } : {}),
    updatedAt: now,
    revision: person.revision + 1,
  };
  if (given.length === 0) return person;
  const { _id, ...rest } = next;
  const written = await models.people.replaceOne({ _id, revision: person.revision }, rest);
  if (written.matchedCount === 0) throw new PersonChanged();
  return next;
}

/** Random, so that ids tell nothing and cannot be guessed. */
export function newPersonId(): string {
  return `p${randomBytes(9).toString("base64url")}`;
}

function derived(person: { name: string; phone?: string; memberCode?: string }): Pick<PersonRecord, "sortKey" | "keys"> {
  return { sortKey: sortKey(person.name), keys: keysOf(person) };
}
