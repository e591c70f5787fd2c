import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { Channel } from "../../src/channels/contract.ts";
import { createMessengerChannel } from "../../src/channels/messenger/index.ts";
import { createTelegramChannel } from "../../src/channels/telegram/index.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
import { createOutbox, senders } from "../../src/jobs/outbox.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis, keyPrefix } from "../../src/storage/redis.ts";
import { startEngines } from "../kit/engines.ts";
import { startChild } from "./child.ts";

const pages = 200;
const perSecond = 400;
const roundMs = 8_000;
const rounds = 3;
const rateMs = 60_000;

type Taken = { delays: number[]; bots: Record<string, { taken: number; refused: number; doubled: number }> };

/**
 * 200 pages send 400 replies a second, with and without a page that answers in 30 s and a bot far over its limit, both with
 * thousands of messages waiting: the 95th percentile of the time from lane to platform. Then a bot whose platform takes
 * 30 messages in any second sends notices for a minute meanwhile: what share of the allowed it used.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const engines = await startEngines({ redis: true });
  const platform = await startChild("fairness-platform.ts");
  const url = `http://127.0.0.1:${platform.port}`;
  const redis = connectRedis(engines.redisUrl);
  const lanes = new Lanes(redis, keyPrefix);
  const stop = await startSenders(lanes, url);
  const take = async () => (await fetch(`${url}/take`).then((answer) => answer.json())) as Taken;

  await send(lanes, 3_000);
  const calm: number[] = [];
  const troubled: number[] = [];
  for (let round = 0; round < rounds; round++) {
    calm.push(await p95(take, () => send(lanes, roundMs)));
    await trouble(lanes, round);
    troubled.push(await p95(take, () => send(lanes, roundMs)));
    await endTrouble(lanes);
  }
  await fill(lanes, "bulk", "telegram:1", 4_000, "rate");
  await trouble(lanes, rounds);
  const before = (await take()).bots["1"]!.taken;
  const start = performance.now();
  await send(lanes, rateMs);
  const after = (await take()).bots;
  const seconds = (performance.now() - start) / 1000;

  redis.disconnect();
  stop();
  await platform.stop();
  await engines.stop();
  const ratios = troubled.map((value, i) => value / calm[i]!).sort((a, b) => a - b);
  return {
    ratio: Number(ratios[1]!.toFixed(3)),
    p95MsAlone: calm.map((value) => Number(value.toFixed(2))),
    p95MsBesideTrouble: troubled.map((value) => Number(value.toFixed(2))),
    shareOfAllowedRate: Number(((after["1"]!.taken - before) / (30 * seconds)).toFixed(4)),
    seconds: Math.round(seconds),
    bots: after,
  };
}

async function startSenders(lanes: Lanes, url: string): Promise<() => void> {
  const channels = new Map<string, Channel>();
  const page = (pageId: string) => createMessengerChannel({ pageId, accessToken: "token", appSecret: "secret", verifyToken: "word", apiUrl: url });
  for (const id of ["slow", ...Array.from({ length: pages }, (_, i) => `p${i}`)]) channels.set(`messenger:${id}`, page(id));
  for (const bot of ["1", "2"]) channels.set(`telegram:${bot}`, createTelegramChannel({ token: `${bot}:secret`, webhookSecret: "secret", apiUrl: url }));
  const logger = pino({ level: "silent" });
  const handle = createOutbox({ lanes, channel: (name, account) => channels.get(`${name}:${account}`), unreachable: async () => {}, metrics: createMetrics(), logger });
  const wakes = await subscribeWakes(lanes.redis, keyPrefix);
  for (const family of ["out", "bulk"] as const) new LaneWorker({ lanes, family, ...senders[family], itemsAtOnce: family === "bulk" ? 1 : 5, handle, logger }).start(wakes);
  return () => wakes.disconnect();
}

let serial = 0;

function message(urgency: "reply" | "bulk", account: string, text: string): { contact: string; json: string } {
  const made: OutboundMessage = { id: `b${serial}`, to: `${account}:${1_000_000 + serial++}`, text, urgency };
  return { contact: made.to, json: JSON.stringify(made) };
}

/** The pages' replies, evenly over `ms`; each text begins with its time. */
async function send(lanes: Lanes, ms: number): Promise<void> {
  const start = performance.now();
  for (let sent = 0; ; sent++) {
    const due = start + (sent * 1000) / perSecond;
    if (due > start + ms) break;
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    void lanes.add("out", [message("reply", `messenger:p${sent % pages}`, `${performance.timeOrigin + performance.now()} xin chào`)]);
  }
  await sleep(200);
}

async function fill(lanes: Lanes, family: "out" | "bulk", account: string, count: number, name: string): Promise<void> {
  const all = Array.from({ length: count }, (_, i) => message(family === "bulk" ? "bulk" : "reply", account, `${name} ${i}`));
  for (let from = 0; from < count; from += 500) await lanes.add(family, all.slice(from, from + 500));
}

/** A page that answers in 30 s and a bot at its limit, each with more than it will ever get rid of; under way when this returns. */
async function trouble(lanes: Lanes, round: number): Promise<void> {
  for (const family of ["out", "bulk"] as const) for (const account of ["messenger:slow", "telegram:2"]) await fill(lanes, family, account, 2_000, `${family}${round}`);
  await sleep(500);
}

async function endTrouble(lanes: Lanes): Promise<void> {
  for (const family of ["out", "bulk"]) {
    for (const account of ["messenger:slow", "telegram:2"]) for (const contact of await lanes.redis.zrange(`${keyPrefix}${family}:due:${account}`, "0", "-1")) void lanes.forget(contact);
  }
  await sleep(1_000);
}

async function p95(take: () => Promise<Taken>, work: () => Promise<void>): Promise<number> {
  await take();
  await work();
  const delays = (await take()).delays.sort((a, b) => a - b);
  return delays[Math.floor(delays.length * 0.95)]!;
}
