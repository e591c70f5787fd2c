import { addPerson, ageOf, changePerson, countPeople, findPeople, PersonChanged, personById, sortKey, type PeopleFilter, type PeoplePage, type PersonFields, type PersonRecord } from "../people/index.ts";
import { reaches, within } from "../staff/index.ts";
import { isBranch } from "../units/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";
import { newPersonInput, personChangesInput, statusInput, trainingInput } from "./person-input.ts";

export type PeopleQuery = Omit<PeopleFilter, "within"> & { cursor?: string; limit: number };

/** People of one's own units. */
export async function listPeople(desk: Desk, { cursor, limit, ...filter }: PeopleQuery): Promise<PeoplePage> {
  return findPeople(desk.ports.people, { ...filter, within: within(desk.scope("people.read")) }, { limit, cursor, now: desk.now });
}

/** Further nobody counts: "more than 2,000" says enough. */
export const mostCounted = 2000;

export async function countListed(desk: Desk, filter: Omit<PeopleFilter, "within">, most = mostCounted): Promise<number> {
  return countPeople(desk.ports.people, { ...filter, within: within(desk.scope("people.read")) }, desk.now, most);
}

/** One person; the look is written down. 404 for everybody outside one's units. */
export async function readPerson(desk: Desk, id: string): Promise<PersonRecord> {
  const person = await inReach(desk, id, "people.read");
  await desk.audit("person.read", { subject: { kind: "person", id }, commune: person.commune, look: true });
  return person;
}

/**
 * Adds somebody. Throws 409 "person-exists" for the same name and birth date, or the same name and phone, in the same commune;
 * `anyway` for two who really are two.
 */
export async function createPerson(desk: Desk, input: unknown, { anyway = false }: { anyway?: boolean } = {}): Promise<PersonRecord> {
  const given = checked(newPersonInput, input);
  const place = placeOf(desk, given);
  const fields = clean({ ...given, ...place }) as PersonFields;
  const twin = anyway ? undefined : await twinOf(desk, fields);
  if (twin) throw new OfficeError(409, "person-exists", { params: { name: twin.name, id: twin._id } });
  const person = await addPerson(desk.ports.people, fields, { by: desk.actor.id, now: desk.now });
  await desk.audit("person.created", { subject: { kind: "person", id: person._id }, commune: person.commune, after: told(person) });
  await desk.ports.announce("people", person.commune);
  return person;
}

/** Changes fields of the revision that was shown. Throws 409 when somebody else was faster. */
export async function updatePerson(desk: Desk, id: string, input: unknown, revision?: number): Promise<PersonRecord> {
  const before = await inReach(desk, id, "people.write");
  const given = checked(personChangesInput, input) as Record<string, unknown>;
  const changes = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value === null || value === "" || (Array.isArray(value) && value.length === 0 && name !== "tags") ? undefined : value]));
  if (changes["name"] === undefined) delete changes["name"];
  if ("branch" in changes || "commune" in changes) Object.assign(changes, placeOf(desk, { branch: changes["branch"] as string | undefined, commune: (changes["commune"] as string | undefined) ?? before.commune }, before));
  return write(desk, before, changes, { act: "person.changed", ...(revision === undefined ? {} : { revision }) });
}

/** A new standing or status with its date and decision; the history keeps the old. */
export async function setPersonStatus(desk: Desk, id: string, input: unknown): Promise<PersonRecord> {
  const before = await inReach(desk, id, "people.write");
  const { status, standing, from, decision } = checked(statusInput, input);
  return write(desk, before, { status, ...(standing ? { standing } : {}) }, { act: "person.status", ...(from ? { from } : {}), ...(decision ? { decision } : {}) });
}

export async function addTraining(desk: Desk, id: string, input: unknown): Promise<PersonRecord> {
  const before = await inReach(desk, id, "people.write");
  const training = clean(checked(trainingInput, input)) as PersonRecord["trainings"][number];
  return write(desk, before, { trainings: [...before.trainings, training] }, { act: "person.trained" });
}

export async function removeTraining(desk: Desk, id: string, at: number): Promise<PersonRecord> {
  const before = await inReach(desk, id, "people.write");
  return write(desk, before, { trainings: before.trainings.filter((_, i) => i !== at) }, { act: "person.trained" });
}

/** Moves several people to a branch at once. Returns how many; those outside one's units are passed over. */
export async function movePeople(desk: Desk, ids: readonly string[], branch: string): Promise<number> {
  let moved = 0;
  for (const id of ids.slice(0, 500)) {
    const person = await personById(desk.ports.people, id);
    if (!person || !reaches(desk.scope("people.write"), person) || person.branch === branch) continue;
    await write(desk, person, placeOf(desk, { branch, commune: person.commune }, person), { act: "person.changed" });
    moved++;
  }
  return moved;
}

/** The person for whoever holds `right` over them; 404 for the others. */
export async function inReach(desk: Desk, id: string, right: "people.read" | "people.write" | "people.delete"): Promise<PersonRecord> {
  const person = await personById(desk.ports.people, id);
  if (!person || !reaches(desk.scope(right), person)) throw notFound();
  return person;
}

/** How old somebody is, when that is known. */
export function ageOfPerson(person: Pick<PersonRecord, "birth">, now: number): number | undefined {
  return person.birth === undefined ? undefined : ageOf(person.birth, now);
}

type Writing = { act: string; revision?: number; from?: string; decision?: string };

export async function write(desk: Desk, before: PersonRecord, changes: Parameters<typeof changePerson>[2], { act, revision, from, decision }: Writing): Promise<PersonRecord> {
  if (revision !== undefined && revision !== before.revision) throw new OfficeError(409, "changed-meanwhile");
  try {
    const after = await changePerson(desk.ports.people, before, changes, { by: desk.actor.id, now: desk.now, ...(from ? { from } : {}), ...(decision ? { decision } : {}) });
    await desk.audit(act, { subject: { kind: "person", id: before._id }, commune: after.commune, before: told(before), after: told(after) });
    await desk.ports.announce("people", after.commune);
    return after;
  } catch (error) {
    if (error instanceof PersonChanged) throw new OfficeError(409, "changed-meanwhile");
    throw error;
  }
}

/** Where a person is filed: a branch of one's own, or a commune of one's own. Somebody who holds only a branch files there. */
function placeOf(desk: Desk, { branch, commune }: { branch?: string | undefined; commune?: string | undefined }, before?: PersonRecord): { commune: string; branch?: string | undefined } {
  const scope = desk.scope("people.write");
  const only = scope.communes.length === 1 ? scope.communes[0] : undefined;
  const home = branch ?? (scope.communes.length === 0 && scope.branches.length === 1 ? scope.branches[0] : undefined);
  const unit = home === undefined ? undefined : desk.tree.all.get(home);
  if (home !== undefined && (!unit || !isBranch(unit.kind) || (!unit.active && before?.branch !== home))) throw new OfficeError(422, "fields-wrong", { fields: { branch: "branch-wrong" } });
  const place = { commune: unit ? desk.tree.communeOf(unit._id) : (commune ?? only ?? communeThere(desk)), branch: home };
  if (!place.commune || !desk.tree.all.has(place.commune)) throw new OfficeError(422, "fields-wrong", { fields: { commune: "commune-missing" } });
  if (!reaches(scope, place)) throw new OfficeError(422, "fields-wrong", { fields: { branch: "branch-not-yours" } });
  return { ...place, commune: place.commune };
}

/** Where there is one commune only, it needs no naming. */
function communeThere(desk: Desk): string | undefined {
  const communes = [...desk.tree.all.values()].filter((unit) => unit.active && (unit.kind === "commune-union" || unit.kind === "grassroots-union"));
  return communes.length === 1 ? communes[0]!._id : undefined;
}

async function twinOf(desk: Desk, { name, birth, phone, commune }: PersonFields): Promise<PersonRecord | undefined> {
  const same = await desk.ports.people.people.find({ commune, sortKey: sortKey(name) }).lean<PersonRecord[]>();
  return same.find((one) => (birth !== undefined && one.birth === birth) || (phone !== undefined && one.phone === phone));
}

/** What the log keeps of a person: nothing that follows from other fields. */
function told({ keys: _keys, sortKey: _sort, history: _history, updatedAt: _at, revision: _revision, ...rest }: PersonRecord): object {
  return rest;
}

function clean<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== "")) as Partial<Fields>;
}
