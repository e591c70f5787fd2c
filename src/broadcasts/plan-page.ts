import { contactParts } from "../core/contact-id.ts";
import { accountOf } from "../storage/lanes/lanes.ts";
import { audiencePage, type AudiencePage, type AudiencePerson } from "./audience/audience-page.ts";
import type { AudiencePorts } from "./audience/ports.ts";
import { chunkId, type Broadcast, type BroadcastModels, type Chunk, type PlanPlace, type RowState } from "./model.ts";
import { addReach, firstState, wayTo, type AccountsReach, type Way } from "./reach.ts";
import type { Reach } from "./reach-totals.ts";
import { countStates, isEnd } from "./row-states.ts";

export const chunkSize = 500;

/** Somebody whose window is closed: they get the notice with their next word, on whichever of their channels that comes. */
export type Parked = { contact: string; place: string };

/**
 * Writes the next chunk of recipients, each with the one way to them; who cannot or may not be reached gets a letter now. Safe
 * to repeat after a crash: a chunk that is there stands. `ended`: the audience has no more. Sends nothing.
 */
export async function planPage(models: BroadcastModels, broadcast: Broadcast, audience: AudiencePorts, accounts: AccountsReach, now: number, park: (parked: Parked[]) => Promise<void>): Promise<{ ended: boolean }> {
  const page = await audiencePage(audience, broadcast.audience, broadcast, chunkSize, now);
  const chunk = page.people.length > 0 ? await writeChunk(models, broadcast, page, accounts, now) : undefined;
  // Before the plan goes on: a person's next word must find what waits for it.
  if (chunk) await park(parkedOf(chunk, page.people));
  const next = nextPlace(broadcast, page, chunk);
  await models.broadcasts.updateOne(
    { _id: broadcast._id, state: "planning", phase: broadcast.phase, cursor: broadcast.cursor, chunks: broadcast.chunks },
    { $set: { ...next, chunks: broadcast.chunks + (chunk ? 1 : 0) }, $inc: { total: chunk?.people.length ?? 0 } },
  );
  return { ended: next.phase === "planned" };
}

/**
 * Where the plan goes on. Another planner may have written the chunk, just now or before a crash, when the audience was a person more or
 * less: what it holds counts, and the plan goes on after it. One of an earlier place is counted too, and this page comes once more.
 */
function nextPlace({ phase, cursor }: PlanPlace, page: PlanPlace, chunk: Chunk | undefined): PlanPlace {
  if (!chunk?.from || !chunk.upTo) return { phase: page.phase, cursor: page.cursor };
  return chunk.from.phase === phase && chunk.from.cursor === cursor ? { phase: chunk.upTo.phase, cursor: chunk.upTo.cursor } : { phase, cursor };
}

function parkedOf(chunk: Chunk, people: AudiencePerson[]): Parked[] {
  const families = new Map(people.flatMap(({ contacts }) => contacts.map((one) => [one._id, contacts])));
  return chunk.people.flatMap((contact, index) => {
    if (chunk.states[index] !== "w") return [];
    const family = families.get(contact)?.map((one) => one._id) ?? [contact];
    return family.map((one) => ({ contact: one, place: `${chunk._id}|${index}` }));
  });
}

async function writeChunk(models: BroadcastModels, broadcast: Broadcast, { people, phase, cursor }: AudiencePage, accounts: AccountsReach, now: number): Promise<Chunk> {
  const id = chunkId(broadcast._id, broadcast.chunks);
  const ways = people.map((person) => wayTo(person, broadcast.purpose, accounts, now));
  const ids = people.map((person, index) => ways[index]!.contact ?? `person:${person.record!.id}`);
  const states: Record<string, RowState> = {};
  ways.forEach((way, index) => {
    const state = firstState(way);
    if (state) states[index] = state;
  });
  const open = [...new Set(ids.filter((_, index) => states[index] === undefined).map(accountOf))];
  const fresh: Omit<Chunk, "_id"> = {
    broadcast: broadcast._id, people: ids, from: { phase: broadcast.phase, cursor: broadcast.cursor }, upTo: { phase, cursor }, states, counts: countStates(states), open, next: {}, back: [],
    pending: ids.length - Object.values(states).filter(isEnd).length, revision: 0,
  };
  await models.chunks.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
  });
  return (await models.chunks.findById(id).lean<Chunk>())!;
}

/** The planner's rehearsal over one page: counts into `reach`, names the first few, writes nothing down. */
export async function previewPage(query: Broadcast["audience"], purpose: Broadcast["purpose"], audience: AudiencePorts, accounts: AccountsReach, from: { phase: Broadcast["phase"]; cursor: string }, reach: Reach, names: string[], now: number): Promise<{ phase: Broadcast["phase"]; cursor: string; scanned: number }> {
  const page = await audiencePage(audience, query, from, chunkSize, now);
  for (const person of page.people) {
    const way: Way = wayTo(person, purpose, accounts, now);
    const contact = "contact" in way ? way.contact : undefined;
    addReach(reach, way, contact && contactParts(contact).channel, contact && accountOf(contact));
    const name = person.record?.name ?? person.contacts.find((one) => one.profile?.name)?.profile.name;
    if (name && names.length < mostNames) names.push(name);
  }
  return { phase: page.phase, cursor: page.cursor, scanned: page.scanned };
}

const mostNames = 20;
