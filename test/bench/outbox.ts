import { Queue, Worker } from "bullmq";
import { pino } from "pino";
import { createChannels } from "../../src/channels/registry.ts";
import { contactId } from "../../src/core/contact-id.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
import { createOutbox } from "../../src/jobs/outbox.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis, keyPrefix } from "../../src/storage/redis.ts";
import { startEngines } from "../kit/engines.ts";
import { startMessengerPlatform } from "../kit/platforms/messenger.ts";
import { until } from "../kit/until.ts";

const messages = 6000;
const rounds = 3;
const concurrency = 48;

/** Replies a second from lane to stand-in, against a raw BullMQ worker loop that posts to the same stand-in through the same client. */
export async function bench(): Promise<Record<string, unknown>> {
  const engines = await startEngines({ redis: true });
  const platform = await startMessengerPlatform();
  const redis = connectRedis(engines.redisUrl);
  const channel = createChannels(loadConfig(platform.env), { mailbox: { append: async () => {} } }).channels.find((one) => one.name === "messenger")!;
  const lanes = new Lanes(redis, keyPrefix);
  const logger = pino({ level: "silent" });
  const message = (round: string, i: number): OutboundMessage => {
    const to = contactId({ channel: "messenger", account: platform.settings.pageId, person: String(9_000_000 + i) });
    return { id: `${round}-${i}`, to, text: "Mình đã gửi câu hỏi của bạn. Mã theo dõi: CH-7K2M9Q", urgency: "reply", choices: [{ label: "Menu", payload: "#f:menu" }] };
  };

  const wakes = await subscribeWakes(redis, keyPrefix);
  const handle = createOutbox({ lanes, channel: () => channel, unreachable: async () => {}, metrics: createMetrics(), logger });
  const sender = new LaneWorker({ lanes, family: "out", concurrency: 2 * concurrency, perAccount: concurrency, itemsAtOnce: 5, handle, logger });
  sender.start(wakes);
  const throughLanes = async (round: string): Promise<number> => {
    const all = Array.from({ length: messages }, (_, i) => message(round, i));
    return timed(platform.messages, messages, async () => {
      for (let from = 0; from < messages; from += 500) await lanes.add("out", all.slice(from, from + 500).map((one) => ({ contact: one.to, json: JSON.stringify(one) })));
    });
  };

  const connection = { url: engines.redisUrl, maxRetriesPerRequest: null };
  const queue = new Queue("bench", { connection });
  const worker = new Worker("bench", async (job) => void (await channel.send(channel.render(job.data as OutboundMessage)[0]!)), { connection, concurrency });
  const throughBullmq = async (round: string): Promise<number> => {
    const all = Array.from({ length: messages }, (_, i) => message(round, i));
    return timed(platform.messages, messages, async () => {
      for (let from = 0; from < messages; from += 500) await queue.addBulk(all.slice(from, from + 500).map((one) => ({ name: "send", data: one, opts: { jobId: one.id, removeOnComplete: true } })));
    });
  };

  await throughLanes("warm-lanes");
  await throughBullmq("warm-bull");
  const ours: number[] = [];
  const bullmq: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await throughLanes(`lanes${round}`));
    bullmq.push(await throughBullmq(`bull${round}`));
  }
  await sender.stop();
  await worker.close();
  await queue.close();
  wakes.disconnect();
  redis.disconnect();
  await platform.stop();
  await engines.stop();
  const ratios = ours.map((rate, i) => rate / bullmq[i]!).sort((a, b) => a - b);
  return { ratio: Number(ratios[1]!.toFixed(3)), repliesPerSecond: ours, rawBullmqPerSecond: bullmq, messages, violations: platform.violations.length };
}

async function timed(delivered: unknown[], count: number, add: () => Promise<void>): Promise<number> {
  const before = delivered.length;
  const start = performance.now();
  await add();
  await until("everything is delivered", () => delivered.length - before >= count, 60_000);
  return Math.round(count / ((performance.now() - start) / 1000));
}
