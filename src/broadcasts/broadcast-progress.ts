import type { BroadcastModels, Broadcast, RowState } from "./model.ts";

export type BroadcastProgress = { state: Broadcast["state"]; total: number; counts: Record<RowState, number>; open: number };

/** Counts a broadcast's rows. `undefined`: no such broadcast. */
export async function broadcastProgress(models: BroadcastModels, id: string): Promise<BroadcastProgress | undefined> {
  const broadcast = await models.broadcasts.findById(id).lean();
  if (!broadcast) return undefined;
  const counts: Record<RowState, number> = { s: 0, d: 0, r: 0, f: 0, u: 0, o: 0, x: 0, w: 0 };
  let total = 0;
  for await (const chunk of models.chunks.find({ broadcast: id }).lean().cursor()) {
    total += chunk.people.length;
    for (const state of Object.values(chunk.states)) counts[state]++;
  }
  const ended = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { state: broadcast.state, total, counts, open: total - ended };
}

/** A planned broadcast whose every row has a letter is done. */
export async function closeFinished(models: BroadcastModels): Promise<void> {
  for (const { _id } of await models.broadcasts.find({ state: "sending" }, { _id: 1 }).lean()) {
    const progress = await broadcastProgress(models, _id);
    if (progress?.open === 0) await models.broadcasts.updateOne({ _id, state: "sending" }, { $set: { state: "done" } });
  }
}
