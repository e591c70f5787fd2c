import type { ContactId } from "../core/contact-id.ts";
import { registrationId, type DialogueCard, type DialogueModels, type Registration } from "./model.ts";

/** A dialogue counts as running for so long after its start. */
const lastsMs = 12 * 3_600_000;

/** Dialogues one can register for, soonest first; of one commune, or of all. */
export async function openDialogues(models: DialogueModels, now: number, commune?: string): Promise<DialogueCard[]> {
  return models.dialogues.find({ startsAt: { $gt: now }, state: "open", ...(commune ? { $or: [{ commune }, { commune: { $exists: false } }] } : {}) }, { "seating.claims": 0 }).sort({ startsAt: 1 }).lean<DialogueCard[]>();
}

/** All dialogues still ahead, cancelled ones too: their people may not have heard yet. */
export async function dialoguesAhead(models: DialogueModels, now: number): Promise<DialogueCard[]> {
  return models.dialogues.find({ startsAt: { $gt: now } }, { "seating.claims": 0 }).sort({ startsAt: 1 }).lean<DialogueCard[]>();
}

/** Dialogues somebody has a seat or a waiting place in, that are not over or cancelled, soonest first. */
export async function dialoguesOf(models: DialogueModels, contact: ContactId, now: number): Promise<{ dialogue: DialogueCard; registration: Registration }[]> {
  const registrations = (await models.registrations.find({ contact }).lean<Registration[]>()).filter((one) => one.state !== "cancelled");
  if (registrations.length === 0) return [];
  const dialogues = await models.dialogues.find({ _id: { $in: registrations.map((one) => one.dialogue) } }, { "seating.claims": 0 }).lean<DialogueCard[]>();
  return dialogues
    .filter((one) => one.state !== "cancelled" && one.startsAt + lastsMs > now)
    .sort((a, b) => a.startsAt - b.startsAt)
    .map((dialogue) => ({ dialogue, registration: registrations.find((one) => one.dialogue === dialogue._id)! }));
}

/**
 * A dialogue's people after `after`, ascending, for notices. Reminders are for the seated; that a dialogue moved or was
 * cancelled also concerns the waiting.
 */
export async function registeredContacts(models: DialogueModels, dialogue: string, after: ContactId, limit: number, states: readonly ("seated" | "waiting")[] = ["seated", "waiting"], before?: number): Promise<ContactId[]> {
  const page = await models.registrations
    .find({ _id: { $gt: registrationId(dialogue, after), $lt: `${dialogue}}` } }, { contact: 1 })
    .where({ state: { $in: states }, ...(before === undefined ? {} : { registeredAt: { $lt: before } }) })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return page.map((one) => one.contact);
}

/** Those of `contacts` that are registered, of these states. */
export async function registeredAmong(models: DialogueModels, dialogue: string, contacts: readonly ContactId[], states: readonly ("seated" | "waiting")[], before?: number): Promise<Set<ContactId>> {
  const found = await models.registrations.find({ _id: { $in: contacts.map((contact) => registrationId(dialogue, contact)) } }, { contact: 1, state: 1, registeredAt: 1 }).lean<Registration[]>();
  return new Set(found.filter((one) => states.includes(one.state as "seated") && (before === undefined || one.registeredAt < before)).map((one) => one.contact));
}

/** How many wait before this one, and itself. 0 for somebody who does not wait. */
export async function positionOf(models: DialogueModels, registration: Registration): Promise<number> {
  if (registration.state !== "waiting") return 0;
  return 1 + (await models.registrations.countDocuments({ dialogue: registration.dialogue, state: "waiting", ticket: { $lt: registration.ticket } }));
}

/** Seats a newcomer could have at once. */
export function seatsLeft({ seating }: DialogueCard): number {
  return seating.waiting > 0 ? 0 : Math.max(0, seating.left);
}

/** Does the dialogue still take questions? */
export function takesQuestions(dialogue: DialogueCard, now: number): boolean {
  return dialogue.state !== "cancelled" && now < (dialogue.questionsUntil ?? dialogue.startsAt);
}
