import type { ContactId } from "../core/contact-id.ts";
import type { BroadcastModels, Interest } from "./model.ts";

type Models = Pick<BroadcastModels, "interests">;

/** Remembers that somebody wants to be reminded of a dialogue. False: they asked before. */
export async function noteInterest({ interests }: Models, dialogue: string, contact: ContactId, now: number): Promise<boolean> {
  try {
    await interests.create({ _id: `${dialogue}|${contact}`, dialogue, contact, at: now });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false;
    throw error;
  }
}

/** Who wants to be reminded of a dialogue, in the order of their ids; `before`: only who asked before that time. */
export async function interestedContacts({ interests }: Models, dialogue: string, after: ContactId, limit: number, before?: number): Promise<ContactId[]> {
  const found = await interests.find({ _id: { $gt: `${dialogue}|${after}`, $lt: `${dialogue}}` }, ...asked(before) }, { contact: 1 }).sort({ _id: 1 }).limit(limit).lean<Interest[]>();
  return found.map((one) => one.contact);
}

/** Those of `contacts` who want to be reminded of a dialogue. */
export async function interestedAmong({ interests }: Models, dialogue: string, contacts: readonly ContactId[], before?: number): Promise<ReadonlySet<ContactId>> {
  const found = await interests.find({ _id: { $in: contacts.map((contact) => `${dialogue}|${contact}`) }, ...asked(before) }, { contact: 1 }).lean<Interest[]>();
  return new Set(found.map((one) => one.contact));
}

/** The dialogues somebody wants to be reminded of. */
export async function interestsOf({ interests }: Models, contact: ContactId): Promise<string[]> {
  return (await interests.find({ contact }, { dialogue: 1 }).lean<Interest[]>()).map((one) => one.dialogue);
}

function asked(before: number | undefined): object {
  return before === undefined ? {} : { at: { $lt: before } };
}
