import { clubsOf } from "../clubs/index.ts";
import { casesOfContact, casesOfPerson } from "../cases/index.ts";
import { contactParts, type ContactId } from "../core/contact-id.ts";
import { dialoguesOf } from "../dialogues/index.ts";
import { handoversOf } from "../handovers/index.ts";
import { identitiesOf } from "../identities/index.ts";
import type { PersonRecord } from "../people/index.ts";
import { postsOf } from "../units/index.ts";
import type { Desk } from "./desk.ts";

/** One thing that happened with somebody; `key` names a sentence of locales (`timeline:<key>`). */
export type TimelineEntry = { at: number; key: string; params: Record<string, unknown>; path?: string; channel?: string };

const mostTurns = 20;

/** Everything known about somebody in one order, newest first, over all their channels: status, cases, posts, clubs, dialogues, conversations. */
export async function timelineOf(desk: Desk, person: PersonRecord): Promise<TimelineEntry[]> {
  const contacts = await contactsOf(desk, person);
  const entries = [...statusEntries(person), ...(await caseEntries(desk, person, contacts)), ...(await postEntries(desk, person)), ...(await Promise.all(contacts.map((contact) => chatEntries(desk, contact)))).flat()];
  return entries.sort((a, b) => b.at - a.at).slice(0, 200);
}

/** The person's chats and those linked with them. */
export async function contactsOf(desk: Desk, person: PersonRecord): Promise<ContactId[]> {
  return [...new Set((await Promise.all(person.contacts.map((contact) => identitiesOf(desk.ports.identities, contact)))).flat())];
}

function statusEntries(person: PersonRecord): TimelineEntry[] {
  return person.history.map(({ at, standing, status, from, decision }) => ({ at, key: "status", params: { standing, status, from, decision: decision ?? "" } }));
}

async function caseEntries(desk: Desk, person: PersonRecord, contacts: ContactId[]): Promise<TimelineEntry[]> {
  if (!desk.can("cases.read")) return [];
  const found = [...(await casesOfPerson(desk.ports.cases, person._id)), ...(await Promise.all(contacts.map((contact) => casesOfContact(desk.ports.cases, contact)))).flat()];
  return [...new Map(found.map((one) => [one._id, one])).values()].flatMap((one) => one.steps.map((step) => ({ at: step.at, key: "case", params: { ref: one.ref, kind: one.kind, state: step.to }, path: `/console/cases/${one._id}` })));
}

async function postEntries(desk: Desk, person: PersonRecord): Promise<TimelineEntry[]> {
  return (await postsOf(desk.ports.units, { person: person._id })).map((post) => ({ at: Date.parse(post.from), key: "post", params: { title: post.title, unit: desk.tree.all.get(post.unit)?.name ?? "", to: post.to ?? "" } }));
}

async function chatEntries(desk: Desk, contact: ContactId): Promise<TimelineEntry[]> {
  const { clubs, dialogues, handovers, contacts, log } = desk.ports;
  const { channel } = contactParts(contact);
  const [known, inClubs, memberships, inDialogues, asked] = await Promise.all([contacts.load(contact), clubsOf(clubs, contact), clubs.memberships.find({ contact }).lean(), dialoguesOf(dialogues, contact, 0), handoversOf(handovers, contact)]);
  const joined = inClubs.map((club) => ({ at: memberships.find((one) => one.club === club._id)?.joinedAt ?? 0, key: "club", params: { club: club.name }, path: `/console/clubs/${club._id}`, channel }));
  const registered = inDialogues.map(({ dialogue, registration }) => ({ at: registration.registeredAt, key: "dialogue", params: { title: dialogue.title, state: registration.state }, channel }));
  const handed = asked.map((one) => ({ at: one.requestedAt, key: "handover", params: { ref: one.ref, reason: desk.can("conversations.read") ? one.reason : "" }, ...(desk.can("conversations.read") ? { path: `/console/conversations/${one.ref}` } : {}), channel }));
  // What was said is only for those who talk with people.
  const said = desk.can("conversations.read") ? (await log.of(contact, 1000)).slice(-mostTurns).map((turn) => ({ at: turn.at, key: "said", params: { in: turn.in.slice(0, 200), out: (turn.out[0] ?? "").slice(0, 200) }, channel })) : [];
  return [...(known ? [{ at: known.createdAt, key: "first-contact", params: {}, channel }] : []), ...joined, ...registered, ...handed, ...said];
}
