import { createHmac } from "node:crypto";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis, keyPrefix } from "../../src/storage/redis.ts";
import { startEngines } from "../kit/engines.ts";
import { startChild } from "./child.ts";
import { loadHttp, postBytes, type LoadResult } from "./http-load.ts";

const secret = "bench-app-secret";
const pageId = "106000000000001";
const perRound = 12_000;
const rounds = 3;
const connections = 64;

/** Webhook verified, deduplicated, durable and answered, against a bare Express 5 route that only verifies and parses; rounds alternate. */
export async function bench(): Promise<Record<string, unknown>> {
  const engines = await startEngines({ redis: true });
  const bare = await startChild("webhook-bare-server.ts", { APP_SECRET: secret });
  const ours = await startChild("webhook-our-server.ts", {
    REDIS_URL: engines.redisUrl,
    MESSENGER_PAGE_ID: pageId,
    MESSENGER_PAGE_ACCESS_TOKEN: "token",
    MESSENGER_APP_SECRET: secret,
    MESSENGER_VERIFY_TOKEN: "verify",
  });
  const results: { bare: LoadResult; ours: LoadResult }[] = [];
  await loadHttp(bare.port, connections, requests("warm-bare", 2000));
  await loadHttp(ours.port, connections, requests("warm-ours", 2000));
  for (let round = 0; round < rounds; round++) {
    results.push({ bare: await loadHttp(bare.port, connections, requests(`b${round}`, perRound)), ours: await loadHttp(ours.port, connections, requests(`o${round}`, perRound)) });
  }
  const redis = connectRedis(engines.redisUrl);
  const lanes = await new Lanes(redis, keyPrefix).waiting("in");
  redis.disconnect();
  await Promise.all([bare.stop(), ours.stop()]);
  await engines.stop();
  const ratios = results.map((one) => one.ours.perSecond / one.bare.perSecond).sort((a, b) => a - b);
  const best = results[0]!;
  return {
    ratio: Number(ratios[Math.floor(rounds / 2)]!.toFixed(3)),
    ratios: ratios.map((one) => Number(one.toFixed(3))),
    webhooksPerSecond: results.map((one) => one.ours.perSecond),
    bareExpressPerSecond: results.map((one) => one.bare.perSecond),
    p50Ms: best.ours.p50Ms,
    p99Ms: best.ours.p99Ms,
    statuses: best.ours.statuses,
    peopleWaiting: lanes,
    duplicateShare: 1 / 3,
  };
}

/** Signed Messenger webhooks; every third one comes twice. */
function requests(round: string, count: number): () => Buffer | undefined {
  const ready: Buffer[] = [];
  for (let i = 0; ready.length < count; i++) {
    const event = { sender: { id: String(2_000_000 + (i % 5000)) }, recipient: { id: pageId }, timestamp: 1_795_000_000_000 + i, message: { mid: `m_${round}_${i}`, text: "ad ơi e mún zô đoàn thì lm j ạ" } };
    const body = Buffer.from(JSON.stringify({ object: "page", entry: [{ id: pageId, time: event.timestamp, messaging: [event] }] }));
    const bytes = postBytes("/webhooks/messenger", { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` }, body);
    ready.push(bytes);
    if (i % 3 === 2) ready.push(bytes);
  }
  let at = 0;
  return () => ready[at++];
}
