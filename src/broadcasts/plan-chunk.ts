import type { Reachability } from "../storage/contacts.ts";
import type { Broadcast, BroadcastModels, Chunk, RowState } from "./model.ts";

export const chunkSize = 500;

export type Recipient = { contact: string; locale: "vi" | "en"; /** When the free window ends, as known now; undefined: it never does. */ windowEnds?: number; /** `broadcast|chunk|index`, where the outcome belongs. */ place: string };

/** How long after a person's last act they may be written to: for nothing, and at all (billed messages of an account with a budget). Undefined: for ever. */
export type Windows = { freeMs?: number; longestMs?: number };
type WindowsOf = (contact: string) => Windows;

/**
 * Writes the next chunk of recipients. Who may not or cannot be reached gets a final letter now. Safe to repeat after a
 * crash: an existing chunk is read back. Returns the people to send to; `advance` comes after they have been handed over.
 */
export async function planChunk(models: BroadcastModels, broadcast: Broadcast, people: Reachability[], windowsOf: WindowsOf, now: number): Promise<{ chunk: Chunk; recipients: Recipient[] }> {
  const id = `${broadcast._id}|${broadcast.chunks}`;
  const fresh: Omit<Chunk, "_id"> = { broadcast: broadcast._id, people: people.map((one) => one._id), states: firstStates(broadcast, people, windowsOf, now) };
  const chunk = (await models.chunks.findOneAndUpdate({ _id: id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: "after" }).lean()) as unknown as Chunk;
  const known = new Map(people.map((one) => [one._id, one]));
  const recipients = chunk.people
    .map((contact, index) => recipientOf(contact, known.get(contact), windowsOf, `${id}|${index}`))
    .filter((_, index) => !chunk.states?.[index]);
  return { chunk, recipients };
}

function recipientOf(contact: string, person: Reachability | undefined, windowsOf: WindowsOf, place: string): Recipient {
  const { freeMs } = windowsOf(contact);
  return { contact, locale: person?.locale ?? "vi", place, ...(freeMs === undefined ? {} : { windowEnds: (person?.lastInboundAt ?? 0) + freeMs }) };
}

/** Moves the broadcast behind a chunk whose messages are all in their people's lists. Repeating it changes nothing. */
export async function advance(models: BroadcastModels, broadcast: Broadcast, chunk: Chunk): Promise<void> {
  const cursor = chunk.people.at(-1) ?? broadcast.cursor;
  await models.broadcasts.updateOne({ _id: broadcast._id, chunks: broadcast.chunks }, { $set: { chunks: broadcast.chunks + 1, cursor }, $inc: { total: chunk.people.length } });
}

function firstStates(broadcast: Broadcast, people: Reachability[], windowsOf: WindowsOf, now: number): Record<string, RowState> {
  const states: Record<string, RowState> = {};
  people.forEach((one, index) => {
    const { longestMs } = windowsOf(one._id);
    // Who stopped notices still gets the answer to their own question.
    if (one.stopped && broadcast.kind !== "answer") states[index] = "o";
    else if (!one.reachable) states[index] = "x";
    else if (longestMs !== undefined && now - one.lastInboundAt > longestMs) states[index] = "w";
  });
  return states;
}
