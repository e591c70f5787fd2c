import { randomInt } from "node:crypto";
import { registrationId, type DialogueModels, type Registration } from "./model.ts";
import type { RegisterWish } from "./register-for-dialogue.ts";

/** `randomInt` takes no more. */
const mostGenerations = 2 ** 48 - 1;

/**
 * Somebody's place in a dialogue's files before the first registration: cancelled, and never registered. The generation begins
 * at random: an act that stalled while the person was forgotten knows another number and fits nothing they do afterwards.
 * Undefined: another process opened it in this moment.
 */
export async function openFile(models: DialogueModels, { dialogue, contact, code, willAsk, locale, now }: RegisterWish): Promise<Registration | undefined> {
  const file: Omit<Registration, "_id"> = {
    dialogue, contact, state: "cancelled", generation: randomInt(mostGenerations), claim: "", ticket: 0, code, willAsk, locale,
    joinMark: "", told: { state: "waiting", position: 0 }, registeredAt: now,
  };
  try {
    const opened = await models.registrations.findOneAndUpdate({ _id: registrationId(dialogue, contact) }, { $setOnInsert: file }, { upsert: true, returnDocument: "after" }).lean<Registration>();
    return opened ?? undefined;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return undefined;
  }
}
