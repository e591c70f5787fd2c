import { chunksOf, closeCancelled, closeFinished, type Broadcast } from "../broadcasts/index.ts";
import { HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import { createSteering } from "./broadcasts.ts";
import type { Service } from "./service.ts";

/** A plan that began so long ago may belong to a job that died with its queue. */
const stuckMs = 60_000;
/** Its rows all say how they ended; only what a sender took just before may still ask. */
const haltedKeptMs = 86_400_000;
/** So long after its cancellation a planner that hung may still write a page. */
const straggleMs = 10 * 60_000;

/** Ends what is over: every row has its end, or it was cancelled and its rows must say so. */
export async function closeBroadcasts(service: Service): Promise<void> {
  const models = service.rooms.broadcasts;
  for (const id of await closeFinished(models, Date.now())) {
    const broadcast = await models.broadcasts.findById(id, { commune: 1 }).lean<Pick<Broadcast, "commune">>();
    await service.office.announce("broadcasts", broadcast?.commune);
  }
  const halted = new HaltedBroadcasts(service.stores.redis, service.lanes.prefix);
  await halted.look();
  await alignPauses(service, halted);
  for (const { _id } of await models.broadcasts.find({ state: "cancelled", closed: { $ne: true } }, { _id: 1 }).lean()) {
    if (halted.of(_id) !== "cancelled") await halted.halt(_id, "cancelled");
    if ((await closeCancelled(models, _id)) === 0) await models.broadcasts.updateOne({ _id }, { $set: { closed: true } });
  }
  // Cancelled while it was planned: a page in flight may write its chunk after that.
  for (const { _id } of await models.broadcasts.find({ state: "cancelled", closed: true, phase: { $ne: "planned" }, endedAt: { $gt: Date.now() - straggleMs } } as Record<string, unknown>, { _id: 1 }).lean()) {
    if (await models.chunks.exists({ ...chunksOf(_id), pending: { $gt: 0 } })) await closeCancelled(models, _id);
  }
  for (const { _id } of await models.broadcasts.find({ state: "cancelled", closed: true, endedAt: { $lt: Date.now() - haltedKeptMs, $gt: Date.now() - 2 * haltedKeptMs } }, { _id: 1 }).lean()) await halted.release(_id);
}

/** The document decides; a crash between the two, or a Redis that forgot, must not leave senders with another word for ever. */
async function alignPauses(service: Service, halted: HaltedBroadcasts): Promise<void> {
  const { broadcasts } = service.rooms.broadcasts;
  const paused = (await broadcasts.find({ state: "paused" }, { _id: 1 }).lean()).map((one) => one._id);
  for (const id of paused) if (halted.of(id) === undefined) await halted.halt(id, "paused");
  for (const id of halted.paused()) {
    // Read after the list above: it may have been paused in between.
    if (!paused.includes(id) && !(await broadcasts.exists({ _id: id, state: "paused" }))) await halted.release(id);
  }
}

/** Begins what is due, and goes on with a plan whose job was lost. */
export async function startDueBroadcasts(service: Service): Promise<void> {
  const models = service.rooms.broadcasts;
  const steering = createSteering({ broadcasts: models, queue: service.queue, lanes: service.lanes });
  const now = Date.now();
  for (const { _id } of await models.broadcasts.find({ state: "scheduled", at: { $lte: now } }, { _id: 1 }).lean()) {
    const begun = await models.broadcasts.updateOne({ _id, state: "scheduled" }, { $set: { state: "planning", startedAt: now }, $inc: { version: 1 } });
    if (begun.modifiedCount === 1) await steering.plan(_id);
  }
  for (const { _id } of await models.broadcasts.find({ state: "planning", $or: [{ startedAt: { $lt: now - stuckMs } }, { startedAt: { $exists: false }, createdAt: { $lt: now - stuckMs } }] } as Record<string, unknown>, { _id: 1 }).lean()) await steering.plan(_id, Math.floor(now / stuckMs));
}
