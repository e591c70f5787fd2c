import type { Reachability } from "../storage/contacts.ts";
import type { Broadcast, BroadcastModels, Chunk, RowState } from "./model.ts";

export const chunkSize = 500;

export type Recipient = { contact: string; locale: "vi" | "en"; /** `broadcast|chunk|index`, where the outcome belongs. */ place: string };

/**
 * Writes the next chunk of recipients. Who may not or cannot be reached gets a final letter now. Safe to repeat after a
 * crash: an existing chunk is read back. Returns the people to send to; `advance` comes after they have been handed over.
 */
export async function planChunk(models: BroadcastModels, broadcast: Broadcast, people: Reachability[], windowOf: (contact: string) => number | undefined, now: number): Promise<{ chunk: Chunk; recipients: Recipient[] }> {
  const id = `${broadcast._id}|${broadcast.chunks}`;
  const fresh: Omit<Chunk, "_id"> = { broadcast: broadcast._id, people: people.map((one) => one._id), states: firstStates(broadcast, people, windowOf, now) };
  const chunk = (await models.chunks.findOneAndUpdate({ _id: id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: "after" }).lean()) as unknown as Chunk;
  const locales = new Map(people.map((one) => [one._id, one.locale]));
  const recipients = chunk.people
    .map((contact, index) => ({ contact, locale: locales.get(contact) ?? "vi", place: `${id}|${index}` }) satisfies Recipient)
    .filter((_, index) => !chunk.states?.[index]);
  return { chunk, recipients };
}

/** Moves the broadcast behind a chunk whose messages are all in their people's lists. Repeating it changes nothing. */
export async function advance(models: BroadcastModels, broadcast: Broadcast, chunk: Chunk): Promise<void> {
  const cursor = chunk.people.at(-1) ?? broadcast.cursor;
  await models.broadcasts.updateOne({ _id: broadcast._id, chunks: broadcast.chunks }, { $set: { chunks: broadcast.chunks + 1, cursor }, $inc: { total: chunk.people.length } });
}

function firstStates(broadcast: Broadcast, people: Reachability[], windowOf: (contact: string) => number | undefined, now: number): Record<string, RowState> {
  const states: Record<string, RowState> = {};
  people.forEach((one, index) => {
    const windowMs = windowOf(one._id);
    // Who stopped notices still gets the answer to their own question.
    if (one.stopped && broadcast.kind !== "answer") states[index] = "o";
    else if (!one.reachable) states[index] = "x";
    else if (windowMs !== undefined && now - one.lastInboundAt > windowMs) states[index] = "w";
  });
  return states;
}
