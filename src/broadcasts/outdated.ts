import type { Json } from "../core/json.ts";
import { chunksOf, type Broadcast, type BroadcastKind, type BroadcastModels } from "./model.ts";

type About = NonNullable<Broadcast["about"]>;

/** What a new revision of a gathering makes untrue; a cancelled one also what promised a seat. */
const untrue = { moved: ["reminder", "moved"], cancelled: ["reminder", "moved", "promoted"] } as const satisfies Record<string, BroadcastKind[]>;

/** Notices about a gathering that are older than its revision and that somebody may still get: under way, or parked after their end. */
export async function outdated({ broadcasts, chunks }: BroadcastModels, { kind, id, revision }: Required<About>, what: keyof typeof untrue): Promise<string[]> {
  const where = { "about.id": id, "about.kind": kind, "about.revision": { $lt: revision }, kind: { $in: untrue[what] }, state: { $ne: "cancelled" } };
  const found = await broadcasts.find(where as Record<string, unknown>, { state: 1 }).lean<Pick<Broadcast, "_id" | "state">[]>();
  const ids: string[] = [];
  for (const { _id, state } of found) if (state !== "done" || (await chunks.exists({ ...chunksOf(_id), "counts.w": { $gt: 0 } }))) ids.push(_id);
  return ids;
}

/** Ends a notice that is not true any more, also one that is done: nobody who still waits for it gets it. Tell the senders afterwards (`HaltedBroadcasts`). False: it is cancelled already. */
export async function voidBroadcast({ broadcasts }: BroadcastModels, id: string, now: number): Promise<boolean> {
  const ended = await broadcasts.updateOne({ _id: id, state: { $ne: "cancelled" } }, { $set: { state: "cancelled", endedAt: now }, $inc: { version: 1 } });
  return ended.modifiedCount === 1;
}

/** Who has a seat and has not heard of it yet, hears of it with the new time and place. */
export async function renewPromotions({ broadcasts }: BroadcastModels, { kind, id, revision }: Required<About>, params: Record<string, Json>, expiresAt: number): Promise<void> {
  const set = Object.fromEntries(Object.entries(params).map(([name, value]) => [`content.params.${name}`, value]));
  await broadcasts.updateMany({ "about.id": id, "about.kind": kind, "about.revision": { $lt: revision }, kind: "promoted", state: { $ne: "cancelled" } } as Record<string, unknown>, { $set: { ...set, "about.revision": revision, expiresAt } });
}
