import type { Broadcast, BroadcastModels } from "./model.ts";

/** The first of a series: the others' ids are its own and their day. */
export function firstOfSeries({ _id, follows }: Pick<Broadcast, "_id" | "follows">): string {
  return follows !== undefined && _id.startsWith(`${follows}-`) && /^\d{8}$/.test(_id.slice(follows.length + 1)) ? follows : _id;
}

/** Whether anything is left of a notice or of its series. */
export async function seriesLives(models: BroadcastModels, first: string): Promise<boolean> {
  return (await models.broadcasts.exists({ $or: [{ _id: first }, { follows: first }] })) !== null;
}

/** No further one of its series comes, and the one that stood ready is cancelled; what is under way goes on. False: it does not repeat (any more). */
export async function endSeries(models: BroadcastModels, broadcast: Broadcast, now: number): Promise<boolean> {
  const first = firstOfSeries(broadcast);
  const series = { $or: [{ _id: first }, { follows: first, _id: { $gte: `${first}-0`, $lt: `${first}-:` } }] };
  const ended = await models.broadcasts.updateMany({ ...series, "repeat.every": { $exists: true } } as Record<string, unknown>, { $unset: { repeat: 1 }, $inc: { version: 1 } });
  await models.broadcasts.updateMany({ ...series, state: "scheduled", _id: { $gte: `${first}-0`, $lt: `${first}-:` } } as Record<string, unknown>, { $set: { state: "cancelled", endedAt: now }, $inc: { version: 1 } });
  return ended.modifiedCount > 0;
}
