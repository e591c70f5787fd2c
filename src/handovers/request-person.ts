import type { ContactId } from "../core/contact-id.ts";
import { handoversOf, type HandoverModels } from "./model.ts";

export type HandoverWish = { mark: string; ref: string; contact: ContactId; commune?: string; reason: string; urgent: boolean; now: number };

/**
 * Puts somebody on the list of those who wait for a person and returns the number to tell them. Asking again while waiting
 * keeps the place and the number; the list shows the newest reason and stays urgent once it was.
 */
export async function requestPerson(models: HandoverModels, wish: HandoverWish): Promise<string> {
  const { mark, ref, contact, commune, reason, urgent, now } = wish;
  const waiting = (await handoversOf(models, contact)).find((one) => one.state === "waiting");
  if (waiting) {
    const change = { ...(reason ? { reason } : {}), ...(urgent ? { urgent } : {}) };
    if (Object.keys(change).length > 0) await models.handovers.updateOne({ _id: waiting._id }, { $set: change });
    return waiting.ref;
  }
  await models.handovers.updateOne({ _id: mark }, { $setOnInsert: { ref, contact, ...(commune ? { commune } : {}), reason, urgent, state: "waiting", requestedAt: now } }, { upsert: true });
  return ref;
}

/** The conversation with staff is over. False: no such number is open. */
export async function closeHandover(models: HandoverModels, ref: string): Promise<boolean> {
  return (await models.handovers.updateOne({ ref, state: { $in: ["waiting", "taken", "noted"] } }, { $set: { state: "closed" } })).modifiedCount === 1;
}

/** Staff answered somebody: who waited does not wait any more. Repeating it changes nothing. */
export async function takeHandover(models: HandoverModels, contact: ContactId, at: number): Promise<void> {
  await models.handovers.updateMany({ contact, state: { $in: ["waiting", "noted"] } }, { $set: { state: "taken", takenAt: at } });
}

/** Staff gave the conversation back to the bot. */
export async function closeTaken(models: HandoverModels, contact: ContactId): Promise<void> {
  await models.handovers.updateMany({ contact, state: "taken" }, { $set: { state: "closed" } });
}

/** Deletes every trace of somebody in this room. */
export async function forgetHandovers(models: HandoverModels, contact: ContactId): Promise<void> {
  await models.handovers.deleteMany({ contact });
}
