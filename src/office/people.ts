import { findPeople, personById, type PeoplePage, type PersonRecord } from "../people/index.ts";
import { reaches, within } from "../staff/index.ts";
import type { Desk } from "./desk.ts";
import { notFound } from "./office-error.ts";

export type PeopleQuery = { text?: string; branch?: string; standing?: "youth" | "member"; status?: PersonRecord["status"]; cursor?: string; limit: number };

/** People of one's own units. */
export async function listPeople(desk: Desk, { cursor, limit, ...filter }: PeopleQuery): Promise<PeoplePage> {
  return findPeople(desk.ports.people, { within: within(desk.scope("people.read")), ...filter }, { limit, cursor, now: desk.now });
}

/** One person; the look is written down. 404 for everybody outside one's units. */
export async function readPerson(desk: Desk, id: string): Promise<PersonRecord> {
  const person = await personById(desk.ports.people, id);
  if (!person || !reaches(desk.scope("people.read"), person)) throw notFound();
  await desk.audit("people.read", { subject: { kind: "person", id }, commune: person.commune, look: true });
  return person;
}
