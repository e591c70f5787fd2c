import { z } from "zod";
import type { ContactId } from "../../core/contact-id.ts";
import { shortCode } from "../../core/short-code.ts";
import { cancelRegistration, registerForDialogue } from "../../dialogues/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { inReach } from "../people.ts";
import { isOwnPerson, ownContacts } from "./own-people.ts";
import { readShared } from "./read-activities.ts";
import { beingsOf } from "./beings.ts";

export const registrationInput = z.strictObject({ person: z.string().max(60) });
export const takeOffInput = z.strictObject({ contact: z.string().max(200) });

/** Registers somebody of the register who phoned, on their chat: reminders and news go there. Twice is once, whichever chat they registered on. A partner registers their own people. */
export async function registerPerson(desk: Desk, id: string, input: unknown): Promise<"seated" | "waiting" | "already"> {
  const { activity, whole } = await readShared(desk, id);
  const { contacts, _id: person, commune, branch } = await inReach(desk, checked(registrationInput, input).person, "people.read");
  if (!whole && !isOwnPerson(desk, { commune, branch })) throw notFound();
  // A registration is kept on the ground of their consent, as if they had written themselves.
  const chats = await Promise.all(contacts.map((one) => desk.ports.contacts.load(one)));
  const chat = chats.find((one) => one?.consents["registration"] === true);
  if (!chat) throw new OfficeError(409, "person-without-chat");
  const { _id: contact, locale } = chat;
  const { seats } = desk.ports.activities;
  const same = (await beingsOf(desk.ports, contacts, [person]))(person).map((one) => `${id}|${one}`);
  if (await seats.registrations.exists({ _id: { $in: same }, state: { $ne: "cancelled" } } as Record<string, unknown>)) return "already";
  const mark = `staff|${person}|${desk.now}`;
  const result = await registerForDialogue(seats, { dialogue: id, contact, code: shortCode("HD", desk.ports.secret, `${id}|${mark}`), willAsk: false, locale, mark, now: desk.now }, desk.ports.tellPromoted);
  if (!("code" in result)) throw new OfficeError(409, "activity-closed");
  if (result.outcome !== "already") await desk.ports.tell({ id: `registered|${id}|${mark}`, contact, key: `activities:staff-${result.outcome}`, params: { title: activity.title, when: activity.startsAt, code: result.code, position: result.position } });
  await desk.audit("activity.registered", { subject: { kind: "activity", id }, commune: activity.commune, after: { state: result.state } });
  await desk.ports.announce("activities", activity.commune);
  return result.outcome;
}

/** Takes somebody off who will not come; the next one waiting gets the seat. They hear of it. For a partner nobody but their own people is registered. */
export async function takeOff(desk: Desk, id: string, input: unknown): Promise<void> {
  const { activity, whole } = await readShared(desk, id);
  const contact: ContactId = checked(takeOffInput, input).contact;
  if (!whole && !(await ownContacts(desk, [contact])).has(contact)) throw notFound();
  const mark = `staff|${desk.actor.id}|${desk.now}`;
  if (!(await cancelRegistration(desk.ports.activities.seats, { dialogue: id, contact, mark, now: desk.now }, desk.ports.tellPromoted))) throw notFound();
  await desk.ports.tell({ id: `taken-off|${id}|${contact}|${desk.now}`, contact, key: "activities:taken-off", params: { title: activity.title } });
  await desk.audit("activity.taken-off", { subject: { kind: "activity", id }, commune: activity.commune });
  await desk.ports.announce("activities", activity.commune);
}
