import { accountOf } from "../storage/lanes/lanes.ts";
import { nextKey } from "./hand-over.ts";
import { chunksOf, type Broadcast, type BroadcastModels, type BroadcastState, type Chunk } from "./model.ts";
import { setRows } from "./set-rows.ts";

const under: readonly BroadcastState[] = ["planning", "sending"];

/** Nothing more goes out until it is resumed. False: it is not under way. Tell the senders afterwards (`HaltedBroadcasts`). */
export async function pauseBroadcast(models: BroadcastModels, id: string): Promise<boolean> {
  for (const state of under) {
    const paused = await models.broadcasts.updateOne({ _id: id, state }, { $set: { state: "paused", resumeTo: state }, $inc: { version: 1 } });
    if (paused.modifiedCount === 1) return true;
  }
  return false;
}

/** Returns where it goes on; undefined: it is not paused. */
export async function resumeBroadcast(models: BroadcastModels, id: string): Promise<BroadcastState | undefined> {
  const broadcast = await models.broadcasts.findById(id).lean<Broadcast>();
  if (broadcast?.state !== "paused") return undefined;
  const to = broadcast.resumeTo ?? "sending";
  const resumed = await models.broadcasts.updateOne({ _id: id, state: "paused" }, { $set: { state: to }, $unset: { resumeTo: 1 }, $inc: { version: 1 } });
  return resumed.modifiedCount === 1 ? to : undefined;
}

/**
 * Ends it for good; whoever has not got it does not get it. False: it is over. Rows that were not handed over get their letter by
 * `closeCancelled`, those in the people's lists from the senders.
 */
export async function cancelBroadcast(models: BroadcastModels, id: string, now: number): Promise<boolean> {
  const cancelled = await models.broadcasts.updateOne({ _id: id, state: { $nin: ["done", "cancelled"] } }, { $set: { state: "cancelled", endedAt: now }, $inc: { version: 1 } });
  return cancelled.modifiedCount === 1;
}

/** Rows of a cancelled broadcast that nobody will send: never handed over, returned, or parked. Safe to repeat. Returns how many are still on the way. */
export async function closeCancelled(models: BroadcastModels, id: string): Promise<number> {
  let left = 0;
  for await (const chunk of models.chunks.find(chunksOf(id)).lean<Chunk>().cursor()) {
    const after = await setRows(models, chunk._id, (now) => notHandedOver(now).map((index) => ({ index, state: "c" as const })), { force: true });
    await models.chunks.updateOne({ _id: chunk._id, $or: [{ open: { $ne: [] } }, { back: { $ne: [] } }] }, { $set: { open: [], back: [] }, $inc: { revision: 1 } });
    left += after?.pending ?? 0;
  }
  return left;
}

/** Indexes of rows that are nowhere under way. */
function notHandedOver(chunk: Chunk): number[] {
  return chunk.people.flatMap((contact, index) => {
    const state = chunk.states[index];
    if (state?.startsWith("p") || state === "w") return [index];
    return state === undefined && index >= handedUpTo(chunk, contact) ? [index] : [];
  });
}

function handedUpTo(chunk: Chunk, contact: string): number {
  const account = accountOf(contact);
  return chunk.open.includes(account) ? (chunk.next[nextKey(account)] ?? 0) : chunk.people.length;
}

/** Failures that trying again cannot mend. */
const lasting = new Set(["f:blocked", "f:bad-content"]);

/**
 * Hands the failed over once more, never those of unknown outcome. Returns how many; 0 leaves it as it was. It counts as sending before the
 * first row returns: after a crash in between those that did are sent, and it is closed when all have their end.
 */
export async function retryFailed(models: BroadcastModels, id: string, now: number): Promise<number> {
  if (!(await models.chunks.exists({ ...chunksOf(id), "counts.f": { $gt: 0 } }))) return 0;
  const before = await models.broadcasts.findOneAndUpdate({ _id: id, state: { $in: ["done", "sending"] } }, { $set: { state: "sending", retryingAt: now }, $inc: { round: 1000, version: 1 } }).lean<Broadcast>();
  if (!before) return 0;
  const round = before.round + 1000;
  let again = 0;
  for await (const { _id } of models.chunks.find(chunksOf(id), { _id: 1 }).lean<Pick<Chunk, "_id">>().cursor()) {
    await setRows(
      models, _id,
      (chunk) => {
        const failed = Object.entries(chunk.states).filter(([, state]) => state.startsWith("f:") && !lasting.has(state)).map(([index]) => ({ index: Number(index), state: `p:${round}` }));
        again += failed.length;
        return failed;
      },
      { force: true },
    );
  }
  const asBefore = again === 0 && before.state === "done";
  await models.broadcasts.updateOne({ _id: id, state: "sending" }, { ...(asBefore ? { $set: { state: "done" } } : {}), $unset: { retryingAt: 1, ...(asBefore ? {} : { endedAt: 1 }) } });
  return again;
}

/** Whoever waits for their next word does not get it any more. False: it is not over yet, or nobody waits. Safe to repeat. */
export async function withdrawParked(models: BroadcastModels, id: string): Promise<boolean> {
  if (!(await models.broadcasts.exists({ _id: id, state: "done" }))) return false;
  let withdrawn = false;
  for await (const chunk of models.chunks.find({ ...chunksOf(id), "counts.w": { $gt: 0 } }, { _id: 1 }).lean().cursor()) {
    await endParked(models, chunk._id, "c");
    withdrawn = true;
  }
  return withdrawn;
}

async function endParked(models: BroadcastModels, chunk: string, state: "c" | "e"): Promise<void> {
  await setRows(models, chunk, ({ states }) => Object.entries(states).filter(([, now]) => now === "w").map(([index]) => ({ index: Number(index), state })));
}

/** What was sent in time is over; what is parked may still come for a while. */
export async function expireParked(models: BroadcastModels, now: number): Promise<void> {
  for (const { _id } of await models.broadcasts.find({ state: "done", expiresAt: { $lt: now }, parkedOver: { $exists: false } }, { _id: 1 }).lean()) {
    for await (const chunk of models.chunks.find({ ...chunksOf(_id), "counts.w": { $gt: 0 } }, { _id: 1 }).lean().cursor()) {
      await endParked(models, chunk._id, "e");
    }
    await models.broadcasts.updateOne({ _id }, { $set: { parkedOver: true } });
  }
}

