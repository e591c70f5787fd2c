import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Channel, ParsedWebhook } from "../../src/channels/contract.ts";
import { createTelegramChannel } from "../../src/channels/telegram/index.ts";
import { createZaloBotChannel } from "../../src/channels/zalo-bot/index.ts";
import { pollLeaseMs, takePollLease } from "../../src/jobs/poll-lease.ts";
import { startPollers, type PollerPorts, type PollTrouble } from "../../src/jobs/poller.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { createIntake } from "../../src/web/intake.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startTelegramPlatform, type TelegramPlatform } from "../kit/platforms/telegram.ts";
import { startZaloBotPlatform, type ZaloBotPlatform } from "../kit/platforms/zalo-bot.ts";
import { until } from "../kit/until.ts";

let engines: TestEngines;
let redis: Redis;
let telegram: TelegramPlatform;
let zaloBot: ZaloBotPlatform;
let prefix: string;
let round = 0;
const running: { stop(): Promise<void> }[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  engines = await startEngines({ redis: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});
beforeEach(async () => {
  prefix = `p${round++}:`;
  [telegram, zaloBot] = await Promise.all([startTelegramPlatform(), startZaloBotPlatform()]);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await Promise.all(running.splice(0).map((one) => one.stop()));
  expect([...telegram.violations, ...zaloBot.violations]).toEqual([]);
  await Promise.all([telegram.stop(), zaloBot.stop()]);
});

const leaseMs = 600;
const telegramChannel = () => createTelegramChannel({ token: telegram.settings.token, webhookSecret: telegram.settings.secret, apiUrl: telegram.url });
const zaloBotChannel = () => createZaloBotChannel({ token: zaloBot.settings.token, webhookSecret: zaloBot.settings.secret, apiUrl: zaloBot.url });
const said = ({ events }: ParsedWebhook) => events.map(({ input }) => (input.kind === "text" ? input.text : input.kind));

/** The pollers of one process, with what they took in and what they told. */
function start(channels: Channel[], more: Partial<PollerPorts> = {}) {
  const taken: string[] = [];
  const troubles: PollTrouble[] = [];
  const pollers = startPollers({
    accounts: () => channels,
    channel: (name, account) => channels.find((one) => one.name === name && one.account === account),
    intake: async (parsed) => void taken.push(...said(parsed)),
    redis, prefix, leaseMs,
    logger: createLogger("silent"),
    onTrouble: (trouble) => void troubles.push(trouble),
    ...more,
  });
  running.push(pollers);
  return { taken, troubles, pollers, channels };
}

const write = async (platform: TelegramPlatform | ZaloBotPlatform, ...texts: string[]) => {
  for (const text of texts) expect((await platform.person("42", platform.url).say(text)).status).toBe(200);
};

describe("telegram", () => {
  it("takes in what comes, acknowledges it by the next question, and takes a webhook away first", async () => {
    telegram.state.webhook = { url: "https://old.example.vn/hook", secret_token: "s", allowed_updates: ["message"] };
    const { taken, troubles } = start([telegramChannel()]);
    await until("the webhook is gone", () => telegram.state.webhook === undefined);
    await write(telegram, "một", "hai");
    await until("both are taken in", () => taken.length === 2);
    await until("both are acknowledged", () => telegram.state.queue.updates.length === 0);
    await write(telegram, "ba");
    await until("the third is taken in", () => taken.length === 3);
    expect(taken).toEqual(["một", "hai", "ba"]);
    expect(troubles.map(({ kind }) => kind)).toEqual(["over"]);
  });

  it("acknowledges nothing that could not be taken in, and loses none of it", async () => {
    await write(telegram, "một", "hai");
    const taken: string[] = [];
    let failures = 0;
    start([telegramChannel()], {
      async intake(parsed) {
        if (failures++ < 2) throw new Error("the store is away");
        taken.push(...said(parsed));
      },
    });
    await until("the store failed", () => failures === 1);
    expect(telegram.state.queue.updates).toHaveLength(2);
    await until("it came back", () => taken.length === 2);
    expect(taken).toEqual(["một", "hai"]);
  });

  it("hears updates whose ids start anew below the old ones", async () => {
    const { taken } = start([telegramChannel()]);
    const person = telegram.person("42", telegram.url);
    await person.say("trước", { id: "900000" });
    await until("it is acknowledged", () => taken.length === 1 && telegram.state.queue.updates.length === 0);
    await person.say("sau một tuần", { id: "17" });
    await until("the new count is heard", () => taken.length === 2);
  });

  it("stops at a refused token, tells once, and goes on with a new one", async () => {
    const one = start([createTelegramChannel({ token: "123456:wrong", webhookSecret: "s", apiUrl: telegram.url })]);
    await until("it is told", () => one.troubles.length > 0);
    expect(one.troubles).toEqual([{ kind: "token-refused", channel: "telegram", account: "123456", platformCode: "401" }]);
    const calls = telegram.calls;
    await write(telegram, "có ai không");
    one.channels[0] = telegramChannel();
    await until("it works again", () => one.taken.length === 1);
    expect(telegram.violations.splice(0)).toEqual(["telegram: wrong bot token"]);
    expect(telegram.calls - calls).toBeLessThan(6); // nothing was asked with the refused token
    expect(one.troubles.map(({ kind }) => kind)).toEqual(["token-refused", "over"]);
  });

  it("waits when another program fetches, and tells once", async () => {
    const taken = telegram.inject({ path: "getUpdates", times: Infinity, error: { code: 409, description: "Conflict: terminated by other getUpdates request" } });
    const { troubles } = start([telegramChannel()], { conflictPauseMs: 50 });
    await until("it has met the other twice", () => telegram.calls >= 4);
    taken();
    await write(telegram, "một");
    await until("it is over", () => troubles.length === 2);
    expect(troubles.map(({ kind, platformCode }) => [kind, platformCode])).toEqual([["other-consumer", "409"], ["over", undefined]]);
  });

  it("backs off from a line that is down and returns by itself; waits exactly as long as it is told", async () => {
    telegram.inject({ path: "getUpdates", close: true });
    telegram.inject({ path: "getUpdates", status: 502 });
    telegram.inject({ path: "getUpdates", error: { code: 429, retryAfter: 0.3 } });
    await write(telegram, "một");
    const { taken, troubles } = start([telegramChannel()]);
    await until("it is taken in", () => taken.length === 1);
    expect(troubles.map(({ kind }) => kind)).toEqual(["over"]);
  });

  it("stops within a second in the middle of a long poll, and hands the account on at once", async () => {
    const first = start([telegramChannel()]);
    await until("it asks", () => telegram.calls >= 2);
    const before = performance.now();
    await first.pollers.stop();
    expect(performance.now() - before).toBeLessThan(1000);
    await write(telegram, "một");
    const second = start([telegramChannel()]);
    await until("the next one has it", () => second.taken.length === 1);
    expect(first.taken).toEqual([]);
  });

  it("ends within a second although the store does not answer", async () => {
    await write(telegram, "một");
    let asked = false;
    const { pollers } = start([telegramChannel()], { intake: () => new Promise(() => (asked = true)) });
    await until("it hangs", () => asked);
    const before = performance.now();
    await pollers.stop();
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it("follows accounts that come and go", async () => {
    const accounts: Channel[] = [];
    const { taken } = start(accounts);
    accounts.push(telegramChannel());
    await write(telegram, "một");
    await until("the new account is fetched for", () => taken.length === 1);
    accounts.pop();
    await until("its lease is free", async () => (await redis.exists(`${prefix}poll:telegram:123456`)) === 0);
    await write(telegram, "hai");
    expect(telegram.state.queue.updates).toHaveLength(1);
  });
});

describe("zalo-bot", () => {
  it("takes one message after the other, and 408 is only silence", async () => {
    zaloBot.state.webhook = { url: "https://old.example.vn/hook", secret_token: "ssssssss" };
    zaloBot.inject({ path: "getUpdates", times: 2, error: { code: 408, status: 200 } });
    const { taken, troubles } = start([zaloBotChannel()]);
    await until("the webhook is gone", () => zaloBot.state.webhook === undefined);
    await write(zaloBot, "một", "hai", "2");
    await until("all are taken in", () => taken.length === 3);
    expect(taken).toEqual(["một", "hai", "2"]);
    expect(troubles.map(({ kind }) => kind)).toEqual(["over"]);
  });

  it("keeps trying to take in what the platform hands out only once", async () => {
    let failures = 0;
    const taken: string[] = [];
    start([zaloBotChannel()], {
      async intake(parsed) {
        if (failures++ < 2) throw new Error("the store is away");
        taken.push(...said(parsed));
      },
    });
    await write(zaloBot, "chỉ một lần");
    await until("it is taken in", () => taken.length === 1);
    expect(taken).toEqual(["chỉ một lần"]);
  });
});

describe("several processes", () => {
  it("have exactly one consumer, and another takes over when its connection is gone", async () => {
    const connections = [connectRedis(engines.redisUrl), connectRedis(engines.redisUrl)];
    const [one, other] = connections.map((own) => start([telegramChannel()], { redis: own }));
    await write(telegram, "một");
    await until("somebody has it", () => one!.taken.length + other!.taken.length === 1);
    const [holder, next, held] = one!.taken.length === 1 ? [one!, other!, connections[0]!] : [other!, one!, connections[1]!];
    held.disconnect(); // can neither renew nor release
    await write(telegram, "hai");
    await until("one of them has it", () => holder.taken.length + next.taken.length === 2);
    await until("the other one is asking", async () => (await write(telegram, "ba"), next.taken.includes("ba")), 5000);
    expect([...one!.troubles, ...other!.troubles].map(({ kind }) => kind)).not.toContain("other-consumer");
    for (const own of connections) own.disconnect();
  });

  it("a lease passes on within half a minute, and a sleeper can neither renew nor release its successor's", async () => {
    expect(pollLeaseMs * (1 + 1 / 3)).toBeLessThanOrEqual(30_000);
    const key = `${prefix}lease`;
    const first = (await takePollLease(redis, key, leaseMs))!;
    expect(await takePollLease(redis, key, leaseMs)).toBeUndefined();
    await redis.del(key); // as if it had run out while the process slept
    const second = (await takePollLease(redis, key, leaseMs))!;
    await until("the first knows", () => first.lost.aborted);
    await first.release();
    expect(await takePollLease(redis, key, leaseMs)).toBeUndefined();
    expect(second.lost.aborted).toBe(false);
    await second.release();
    expect(await redis.exists(key)).toBe(0);
  });

  it("killed between fetching and taking in, lose nothing and double nothing", async () => {
    await write(telegram, ...Array.from({ length: 130 }, (_, index) => `tin ${index}`));
    const stalled = spawnPoller({ POLL_STALL: "1" });
    await until("it has fetched", () => stalled.output().includes("fetched 100"), 20_000);
    expect(telegram.state.queue.updates).toHaveLength(130);
    stalled.child.kill("SIGKILL");
    const taking = spawnPoller({});
    await until("another took the first hundred in", () => taking.output().includes("took 100"), 20_000);
    taking.child.kill("SIGKILL"); // perhaps before they were acknowledged
    const lanes = new Lanes(redis, prefix);
    const { taken } = start([telegramChannel()], { intake: async (parsed) => (await createIntake(lanes, createMetrics(), 0)(parsed.events), taken.push(...said(parsed))) });
    await write(telegram, "cuối");
    await until("the last is taken in", () => taken.includes("cuối"), 20_000);
    const { claims } = await lanes.claim("in", 5, 500);
    const texts = claims.flatMap((claim) => claim.members).map((member) => /tin \d+|cuối/.exec(member)![0]);
    expect(texts).toEqual([...Array.from({ length: 130 }, (_, index) => `tin ${index}`), "cuối"]);
  }, 60_000);
});

/** A process of its own; see poller-process.ts. */
function spawnPoller(more: Record<string, string>) {
  const env = { PATH: process.env["PATH"], POLL_REDIS: engines.redisUrl, POLL_PREFIX: prefix, POLL_TOKEN: telegram.settings.token, POLL_API: telegram.url, POLL_LEASE: String(leaseMs), ...more } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, ["--import", "tsx", resolve(import.meta.dirname, "poller-process.ts")], { env, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let printed = "";
  child.stdout!.on("data", (data) => (printed += String(data)));
  return { child, output: () => printed };
}
