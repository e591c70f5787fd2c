import type { BroadcastModels } from "./model.ts";

/** Takes a person out of all broadcasts' rows; the place stays, so that counts do not change. */
export async function forgetRecipient(models: BroadcastModels, contact: string): Promise<void> {
  for await (const chunk of models.chunks.find({ people: contact }).lean().cursor()) {
    const index = chunk.people.indexOf(contact);
    await models.chunks.updateOne({ _id: chunk._id }, { $set: { [`people.${index}`]: "", [`states.${index}`]: chunk.states[index] ?? "x" } });
  }
}
