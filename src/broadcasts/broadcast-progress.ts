import { chunksOf, type Broadcast, type BroadcastModels, type Chunk, type Letter } from "./model.ts";

export type BroadcastProgress = { state: Broadcast["state"]; total: number; counts: Record<Letter, number>; /** Rows without an end. */ open: number };

const none: Record<Letter, number> = { s: 0, d: 0, r: 0, a: 0, f: 0, u: 0, o: 0, x: 0, n: 0, w: 0, e: 0, c: 0, p: 0 };

/** Adds up what the chunks know of their rows. `undefined`: no such broadcast. */
export async function broadcastProgress(models: BroadcastModels, id: string): Promise<BroadcastProgress | undefined> {
  const broadcast = await models.broadcasts.findById(id, { state: 1, total: 1 }).lean<Broadcast>();
  if (!broadcast) return undefined;
  const counts = { ...none };
  let open = 0;
  for await (const chunk of models.chunks.find(chunksOf(id), { counts: 1, pending: 1 }).lean<Pick<Chunk, "counts" | "pending">>().cursor()) {
    for (const [letter, count] of Object.entries(chunk.counts)) counts[letter as Letter] += count;
    open += chunk.pending;
  }
  return { state: broadcast.state, total: broadcast.total, counts, open };
}

/** How often each reason of failure stands in the rows. */
export async function failuresOf(models: BroadcastModels, id: string): Promise<Record<string, number>> {
  const reasons: Record<string, number> = {};
  for await (const chunk of models.chunks.find({ ...chunksOf(id), "counts.f": { $gt: 0 } }, { states: 1 }).lean<Pick<Chunk, "states">>().cursor()) {
    for (const state of Object.values(chunk.states)) if (state.startsWith("f:")) reasons[state.slice(2)] = (reasons[state.slice(2)] ?? 0) + 1;
  }
  return reasons;
}

/** Failed rows are being returned for so long at most; who did it died otherwise. */
const retryMs = 60_000;

/** A planned broadcast whose every row has an end is done. Returns those that ended now. */
export async function closeFinished(models: BroadcastModels, now: number): Promise<string[]> {
  const ended: string[] = [];
  for (const { _id } of await models.broadcasts.find({ state: "sending", $or: [{ retryingAt: { $exists: false } }, { retryingAt: { $lt: now - retryMs } }] } as Record<string, unknown>, { _id: 1 }).lean()) {
    // From the end: the first chunks are through long before the last ones.
    if (await models.chunks.findOne({ ...chunksOf(_id), pending: { $gt: 0 } }, { _id: 1 }).sort({ _id: -1 }).lean()) continue;
    const closed = await models.broadcasts.updateOne({ _id, state: "sending" }, { $set: { state: "done", endedAt: now }, $unset: { retryingAt: 1 } });
    if (closed.modifiedCount === 1) ended.push(_id);
  }
  return ended;
}
