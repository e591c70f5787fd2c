import { forgetPersonAttendance } from "../activities/index.ts";
import { forgetSubject } from "../audit/index.ts";
import { forgetRecipient } from "../broadcasts/index.ts";
import { forgetCases } from "../cases/index.ts";
import { forgetRequests } from "../consent/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import { identitiesOf } from "../identities/index.ts";
import { forgetPersonRecord, personById } from "../people/index.ts";
import { forgetPosts } from "../units/index.ts";
import type { OfficePorts } from "./office-ports.ts";

/**
 * Deletes somebody of the register everywhere: record, dues, posts, cases, their name on lists of who was there, import rows, what the log said of them, requests' words,
 * and with `chats` every chat that is theirs. What stays names nobody. The record goes last, so that a crash in between leaves
 * something to begin again with. Safe to repeat.
 */
export async function erasePersonEverywhere(ports: OfficePorts, id: string, { chats, now }: { chats: boolean; now: number }): Promise<void> {
  const person = await personById(ports.people, id);
  const contacts = new Set<ContactId>();
  for (const contact of person?.contacts ?? []) for (const linked of await identitiesOf(ports.identities, contact)) contacts.add(linked);
  if (chats) for (const contact of contacts) await eraseChat(ports, contact, now);
  for (const one of await ports.cases.cases.find({ person: id }, { _id: 1 }).lean()) await forgetSubject(ports.audit, { kind: "case", id: one._id });
  await forgetCases(ports.cases, { person: id }, now);
  for (const post of await ports.units.posts.find({ person: id }, { _id: 1 }).lean()) await forgetSubject(ports.audit, { kind: "post", id: post._id });
  await forgetPosts(ports.units, id);
  await forgetPersonAttendance(ports.activities, id);
  await ports.forgetImportRows(id);
  await forgetSubject(ports.audit, { kind: "person", id });
  for (const one of await ports.requests.requests.find({ person: id }, { _id: 1 }).lean()) await forgetSubject(ports.audit, { kind: "request", id: one._id });
  await forgetRequests(ports.requests, { person: id });
  await ports.forgetNews({ kind: "person", id });
  await forgetRecipient(ports.broadcasts, `person:${id}`);
  await forgetPersonRecord(ports.people, id);
}

/** Deletes a chat everywhere. The register of members keeps its record, without the way to the chat: whether that goes too is a decision (its own request). */
export async function eraseChat(ports: OfficePorts, contact: ContactId, now: number): Promise<void> {
  for (const one of await ports.cases.cases.find({ contact }, { _id: 1 }).lean()) {
    await forgetSubject(ports.audit, { kind: "case", id: one._id });
    await ports.forgetNews({ kind: "case", id: one._id });
  }
  await forgetCases(ports.cases, { contact }, now);
  for (const one of await ports.requests.requests.find({ contact }, { _id: 1 }).lean()) await forgetSubject(ports.audit, { kind: "request", id: one._id });
  await forgetRequests(ports.requests, { contact });
  await ports.people.people.updateMany({ contacts: contact }, { $pull: { contacts: contact }, $inc: { revision: 1 } });
  await ports.staff.members.updateMany({ contact }, { $unset: { contact: 1 }, $inc: { revision: 1 } });
  await ports.forgetContact(contact);
}
