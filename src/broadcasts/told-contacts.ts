import type { ContactId } from "../core/contact-id.ts";
import { type Broadcast, type BroadcastModels, type Chunk } from "./model.ts";
import { letterOf } from "./row-states.ts";

/** `before`: only of notices that began before that time. */
export type ToldOf = { kind: "activity" | "dialogue"; id: string; before?: number };

/** What arrived, or may have. */
const told = "sdrau";
const keptMs = 5_000;
type Told = { key: string; at: number; contacts: Promise<readonly ContactId[]> };
/** A plan asks page after page, and all chunks of all notices would be read for each: the last list is kept for some seconds. */
const last = new WeakMap<BroadcastModels, Told>();

/** Contacts that staff told of a gathering by a notice with its button, after `after`, ascending. */
export async function toldContacts(models: BroadcastModels, of: ToldOf, after: ContactId, limit: number): Promise<ContactId[]> {
  const all = await list(models, of);
  const from = all.findIndex((contact) => contact > after);
  return from === -1 ? [] : all.slice(from, from + limit);
}

export async function toldAmong(models: BroadcastModels, of: ToldOf, contacts: readonly ContactId[]): Promise<ReadonlySet<ContactId>> {
  const wanted = new Set(contacts);
  return new Set((await list(models, of)).filter((contact) => wanted.has(contact)));
}

function list(models: BroadcastModels, of: ToldOf): Promise<readonly ContactId[]> {
  const key = JSON.stringify([of.kind, of.id, of.before]);
  const known = last.get(models);
  if (known?.key === key && performance.now() - known.at < keptMs) return known.contacts;
  const contacts = read(models, of);
  last.set(models, { key, at: performance.now(), contacts });
  contacts.catch(() => last.delete(models));
  return contacts;
}

async function read({ broadcasts, chunks }: BroadcastModels, { kind, id, before }: ToldOf): Promise<ContactId[]> {
  const where = { "about.id": id, "about.kind": kind, kind: "notice", startedAt: { $exists: true, ...(before === undefined ? {} : { $lt: before }) } };
  const found = await broadcasts.find(where as Record<string, unknown>, { _id: 1 }).lean<Pick<Broadcast, "_id">[]>();
  const contacts = new Set<ContactId>();
  for (const { _id } of found) {
    for await (const { people, states } of chunks.find({ broadcast: _id }, { people: 1, states: 1 }).lean<Pick<Chunk, "people" | "states">>().cursor()) {
      people.forEach((contact, index) => {
        const letter = letterOf(states[index]);
        if (contact !== "" && letter !== undefined && told.includes(letter)) contacts.add(contact);
      });
    }
  }
  return [...contacts].sort((a, b) => (a < b ? -1 : 1));
}
