import { recordOutcomes } from "../broadcasts/index.ts";
import { HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import { BroadcastFeeder } from "../jobs/feed-broadcasts.ts";
import { LaneWorker, subscribeWakes } from "../jobs/lane-worker.ts";
import { senders } from "../jobs/outbox.ts";
import { planBroadcast, previewBroadcast } from "../jobs/plan-broadcast.ts";
import { LostRows } from "../jobs/settle-rows.ts";
import { startUpkeep } from "../jobs/upkeep.ts";
import { createOutcomeStore } from "../storage/outcomes.ts";
import { feedPorts, planPorts } from "./broadcasts.ts";
import { openOutbox } from "./outbox.ts";
import type { Service } from "./service.ts";
import { startJobs } from "./start-jobs.ts";
import type { Stoppable } from "./workers.ts";

const second = 1000;

/** The notices role: plans notices, hands their rows over, sends them and moves outcomes into the rows. Any number may run. */
export async function startNotices(service: Service): Promise<Stoppable> {
  const { lanes, logger, rooms } = service;
  const halted = new HaltedBroadcasts(service.stores.redis, lanes.prefix);
  await halted.watch(logger);
  const wakes = await subscribeWakes(service.stores.redis, lanes.prefix);
  // One at a time: an item that was taken but not yet tried must not look as if it had been sent.
  const sender = new LaneWorker({ lanes, logger, family: "bulk", ...senders.bulk, itemsAtOnce: 1, handle: openOutbox(service, halted) });
  sender.start(wakes);
  const plan = planPorts(service);
  const jobs = startJobs(service, "plans", {
    "plan-broadcast": (data) => planBroadcast(data.broadcast, plan),
    "preview-broadcast": (data) => previewBroadcast(data.broadcast, data.preview, plan),
  });
  const feeding = feedPorts(service);
  const feeder = new BroadcastFeeder(feeding);
  feeder.start();
  const outcomes = createOutcomeStore(service.stores.redis, lanes.prefix);
  const lost = new LostRows({ ...feeding, outcomesWait: outcomes.has });
  // Whoever hands rows over also takes their outcomes back: several at it would only be in each other's way.
  const upkeep = startUpkeep([
    { name: "record-outcomes", everyMs: second, run: async () => void (feeder.leading && (await recordOutcomes(rooms.broadcasts, outcomes))) },
    { name: "settle-rows", everyMs: 20 * second, run: async () => void (feeder.leading && (await lost.settle())) },
  ], logger);
  return {
    async stop() {
      await feeder.stop();
      halted.close();
      await sender.stop();
      await jobs.close();
      await upkeep.stop();
      wakes.disconnect();
    },
  };
}
