import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningEmbedded } from "../../src/embedded/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { freePort } from "../kit/free-port.ts";
import { startMessengerPlatform, startTelegramPlatform, startZaloPlatform, type MessengerPlatform, type SignedRequest, type TelegramPlatform, type ZaloPlatform } from "../kit/platforms/index.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";

const requests = 10_000;

let service: ServiceProcess;
let messenger: MessengerPlatform;
let zalo: ZaloPlatform;
let telegram: TelegramPlatform;
const statuses = new Map<number, number>();

/** A small generator with a seed, so that a failure can be seen again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const nonsense: unknown[] = [null, true, 0, -1, 1e400, "", "x", [], {}, [[[[[]]]]], { $gt: "" }, { object: "page" }, { object: "page", entry: null }, { object: "page", entry: [null, 3, {}] }, { object: "instagram", entry: [{}] },
  { update_id: "x" }, { update_id: -5, message: null }, { update_id: 1, message: { text: { $ne: 1 } } }, { event_name: "user_send_text" }, { event_name: 7, sender: [] }, { event_name: "no_such_event", timestamp: "x" }, { __proto__: null, constructor: { prototype: { polluted: true } } }];

beforeAll(async () => {
  [messenger, zalo, telegram] = await Promise.all([startMessengerPlatform(), startZaloPlatform(), startTelegramPlatform()]);
  service = await startServiceProcess({ ...messenger.env, ...zalo.env, ...telegram.env }, await freePort());
  const roll = dice(20_261_123);
  const all = Array.from({ length: requests }, () => hostile(roll));
  let at = 0;
  await Promise.all(Array.from({ length: 32 }, async () => {
    for (let one = all[at++]; one; one = all[at++]) {
      const status = await send(one);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }));
}, 180_000);
afterAll(async () => {
  await service?.dispose();
  await Promise.all([messenger?.stop(), zalo?.stop(), telegram?.stop()]);
});

type Hostile = { method: string; path: string; headers: Record<string, string>; body?: Buffer };

/** Malformed, wrongly signed, oversized or senseless; none of it is something a person did. */
function hostile(roll: (sides: number) => number): Hostile {
  const real: SignedRequest[] = [
    messenger.sign({ object: "page", entry: [{ id: messenger.settings.pageId, messaging: [{ sender: { id: "666" }, recipient: { id: messenger.settings.pageId }, timestamp: 1, message: { mid: "m_evil", text: "menu" } }] }] }),
    zalo.sign({ event_name: "user_send_text", app_id: zalo.settings.appId, sender: { id: "666" }, recipient: { id: zalo.settings.oaId }, message: { text: "menu", msg_id: "evil" }, timestamp: String(Date.now()) }),
    telegram.sign({ update_id: 666, message: { message_id: 1, date: 1, chat: { id: 666, type: "private" }, from: { id: 666, is_bot: false, first_name: "x" }, text: "menu" } }),
  ];
  const one = real[roll(3)]!;
  const body = Buffer.from(one.body);
  const senseless = nonsense[roll(nonsense.length)];
  switch (roll(9)) {
    case 0: // unsigned
      return { method: "POST", path: one.path, headers: { "content-type": "application/json" }, body };
    case 1: // the signature of something else
      return { method: "POST", path: one.path, headers: wrongly(one.headers), body };
    case 2: // one byte changed on the way (Telegram's secret does not cover the body, so there it is the secret)
      if (one.path.endsWith("telegram")) return { method: "POST", path: one.path, headers: wrongly(one.headers), body };
      return { method: "POST", path: one.path, headers: one.headers, body: flip(body, roll) };
    case 3: // rightly signed nonsense
      return signed(roll(3), senseless);
    case 4: // oversized
      return roll(40) === 0 ? { method: "POST", path: one.path, headers: one.headers, body: Buffer.alloc(1_500_000, 0x20) } : { method: "POST", path: one.path, headers: wrongly(one.headers), body: randomBytes(roll(2000)) };
    case 5: // bytes, broken UTF-8, cut off
      return { method: "POST", path: one.path, headers: wrongly(one.headers), body: body.subarray(0, roll(body.length)) };
    case 6: // the web chat without a cookie, from elsewhere, with nonsense
      return { method: "POST", path: "/chat/messages", headers: { "content-type": roll(2) ? "application/json" : "text/plain", origin: "https://evil.example", cookie: "cn_visitor=AAAAAAAAAAAAAAAAAAAAAA.forged" }, body: Buffer.from(JSON.stringify(senseless) ?? "") };
    case 7: // ways that are none
      return { method: ["GET", "PUT", "DELETE", "PATCH"][roll(4)]!, path: ["/webhooks/zalo", "/webhooks/messenger?hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1", "/webhooks/nobody", "/../../etc/passwd", "/chat/events", "/chat/history?before[$gt]=1", "/assets/..%2f..%2fpackage.json", "/%00", "/%E0%A4%A"][roll(9)]!, headers: {} };
    default:
      return { method: "POST", path: one.path, headers: { ...wrongly(one.headers), "content-encoding": "gzip" }, body: randomBytes(roll(500)) };
  }
}

function signed(which: number, value: unknown): Hostile {
  const request = which === 0 ? messenger.sign(value) : which === 1 ? zalo.sign((value ?? {}) as never) : telegram.sign(value as never);
  return { method: "POST", path: request.path, headers: request.headers, body: Buffer.from(request.body ?? "") };
}

function wrongly(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /signature|secret/i.test(name) ? value.replace(/.$/, value.endsWith("0") ? "1" : "0") : value]));
}

function flip(body: Buffer, roll: (sides: number) => number): Buffer {
  const changed = Buffer.from(body);
  const at = roll(changed.length);
  changed[at] = (changed[at]! + 1 + roll(254)) % 256;
  return changed;
}

async function send({ method, path, headers, body }: Hostile): Promise<number> {
  const answer = await fetch(`${service.url}${path}`, { method, headers, ...(body && method !== "GET" ? { body: new Uint8Array(body) } : {}) }).catch(() => undefined);
  // A body cut off by the server while it is still being sent looks like a broken connection.
  if (!answer) return 413;
  await answer.arrayBuffer();
  return answer.status;
}

describe("ten thousand malformed, wrongly signed, oversized or senseless requests", () => {
  it("bring no 5xx", () => {
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  });

  it("leave the service ready", async () => {
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });

  it("store nothing", async () => {
    const engines = (await runningEmbedded(service.dataDir))!;
    const mongo = await connectMongo(engines.mongodbUri!);
    const redis = connectRedis(engines.redisUrl!);
    expect(await mongo.collection("contacts").countDocuments()).toBe(0);
    expect(await mongo.collection("messages").countDocuments()).toBe(0);
    const keys = await redis.keys("cn:*");
    expect(keys.filter((key) => !/^cn:((rate|chat|poll):|feeder$)/.test(key))).toEqual([]);
    redis.disconnect();
    await mongo.close();
  });

  it("send no reply", () => {
    expect([messenger.messages.length, zalo.messages.length, telegram.messages.length]).toEqual([0, 0, 0]);
  });

  it("leave real people served", async () => {
    const lan = messenger.person("1", service.url);
    await lan.say("menu");
    expect((await lan.nextReply()).text).toMatch(/muốn làm gì/);
  });
});
