import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Connection } from "mongoose";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Account } from "../../src/channels/registry.ts";
import { addPage, adoptEnvironment, createKeyRing, disconnectPage, listAlerts, pageModels, saveTokens, stopPage, type NewPage, type PageModels } from "../../src/pages/index.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { openDirectory, type Directory } from "../../src/service/directory.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { memoryMailbox } from "../channels/accounts.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { until } from "../kit/until.ts";

let engines: TestEngines;
let redis: Redis;
let worlds = 0;
let database: string;
let topic: string;
const closing: (() => Promise<unknown>)[] = [];
const installation = "an-installation-secret-of-at-least-32-characters";

beforeAll(async () => {
  engines = await startEngines();
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});
beforeEach(() => {
  database = `directory-${process.pid}-${worlds++}`;
  topic = `d${worlds}:pages`;
  return async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
});

type Process = { pages: PageModels; directory: Directory; reads(): number };

/** One process of the installation: its own connections, the same stores. `deaf`: hears no message, as after a lost connection. */
async function startProcess(options: { environment?: Account[]; keys?: PageModels["keys"]; deaf?: boolean; now?: () => number } = {}): Promise<Process> {
  const { environment = [], keys = createKeyRing(undefined, installation) } = options;
  const connection: Connection = await connectMongo(engines.mongodbUri, { database });
  const ids = new Set(environment.map((one) => `${one.channel}:${one.account}`));
  const pages = pageModels(connection, { keys, environment: ids, announce: async (page) => void (await redis.publish(topic, page)) });
  let reads = 0;
  const find = pages.pages.find.bind(pages.pages);
  pages.pages.find = ((...words: Parameters<typeof find>) => (reads++, find(...words))) as typeof pages.pages.find;
  const directory = await openDirectory({
    pages, environment, redis, urls: loadConfig({}), channels: { mailbox: memoryMailbox() }, topic: options.deaf ? `${topic}-elsewhere` : topic, logger: pino({ level: "silent" }), ...(options.now ? { now: options.now } : {}),
  });
  closing.push(() => connection.close(), () => directory.close());
  return { pages, directory, reads: () => reads };
}

const bot = (id: string, secret = `secret-${id}`): NewPage => ({ channel: "telegram", account: id, name: `Bot ${id}`, secrets: { token: `${id}:AAF`, webhookSecret: secret }, settings: {} });
const ids = ({ directory }: Process) => directory.entries().map((entry) => entry.id);

describe("the directory", () => {
  it("loads five hundred accounts at start in well under a second or two", async () => {
    const first = await startProcess({ deaf: true });
    for (let id = 1; id <= 500; id++) await addPage({ ...first.pages, announce: async () => {} }, bot(String(id)), 1000);
    const before = performance.now();
    const { directory } = await startProcess();
    const ms = performance.now() - before;
    expect(directory.accountsOf("telegram")).toHaveLength(500);
    expect(directory.get("telegram", "321")?.account).toBe("321");
    // Connecting included; measured about 0.2 s on two cores.
    expect(ms).toBeLessThan(3000);
  });

  it("follows what another process changes, without being asked", async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    await addPage(one.pages, bot("7"), 1000);
    await until("the other process serves it", () => other.directory.get("telegram", "7"));
    await stopPage(one.pages, "telegram:7", { code: "token" }, 2000);
    await until("the other process knows that it is stopped", () => other.directory.entry("telegram:7")?.state === "stopped");
    expect(other.directory.get("telegram", "7")).toBeDefined();
    await disconnectPage(one.pages, "telegram:7", 3000);
    await until("it is gone everywhere", () => !other.directory.get("telegram", "7") && !one.directory.get("telegram", "7"));
    expect(other.directory.accountsOf("telegram")).toEqual([]);
  });

  it("makes a new channel when secrets change, and tells who listens", async () => {
    const { pages, directory } = await startProcess();
    await addPage(pages, bot("7"), 1000);
    const before = await until("it is served", () => directory.get("telegram", "7"));
    let told = 0;
    const stop = directory.onChange(() => told++);
    await addPage(pages, bot("7", "new-secret"), 2000);
    const after = await until("the channel is another one", () => (directory.get("telegram", "7") !== before ? directory.get("telegram", "7") : undefined));
    const request = { headers: { "x-telegram-bot-api-secret-token": "new-secret" }, body: Buffer.from("{}") };
    expect([before.verify(request, 1).ok, after!.verify(request, 1).ok, told]).toEqual([false, true, 1]);
    stop();
    await disconnectPage(pages, "telegram:7", 3000);
    await until("it is gone", () => !directory.get("telegram", "7"));
    expect(told).toBe(1);
  });

  it("looks for an account nobody told it of, once a second for all", async () => {
    let now = 10_000;
    const deaf = await startProcess({ deaf: true, now: () => now });
    const writer = await startProcess();
    await addPage(writer.pages, bot("7"), 1000);
    expect(deaf.directory.get("telegram", "7")).toBeUndefined();
    expect((await deaf.directory.lookUp("telegram", "7"))?.account).toBe("7");
    await addPage(writer.pages, bot("8"), 1000);
    const reads = deaf.reads();
    now += 900;
    expect(await Promise.all(Array.from({ length: 200 }, (_, index) => deaf.directory.lookUp("zalo", String(index))))).toEqual(Array(200).fill(undefined));
    expect(await deaf.directory.lookUp("telegram", "8")).toBeUndefined();
    expect(deaf.reads()).toBe(reads);
    now += 101;
    expect((await deaf.directory.lookUp("telegram", "8"))?.account).toBe("8");
  });

  it("serves the others when one cannot be opened or lacks something, and says so", async () => {
    const { pages } = await startProcess({ deaf: true });
    await addPage(pages, bot("7"), 1000);
    await addPage(pages, { ...bot("9"), secrets: { token: "9:AAF" } }, 1000);
    const lost = createKeyRing([{ id: "lost", key: randomBytes(32).toString("base64") }], installation);
    await addPage({ ...pages, keys: lost }, bot("8"), 1000);
    const started = await startProcess();
    expect(ids(started)).toEqual(["telegram:7"]);
    expect((await listAlerts(pages)).map(({ page, kind, detail }) => [page, kind, detail])).toEqual(
      expect.arrayContaining([
        ["telegram:8", "secrets", expect.stringMatching(/^The secret (token|webhookSecret) of telegram:8 was sealed with the key lost, which is not among ENCRYPTION_KEYS\.$/)],
        ["telegram:9", "settings", "telegram:9 lacks webhookSecret."],
      ]),
    );
    // With the key back they are served and the alert is over.
    const repaired = await startProcess({ keys: lost });
    expect(ids(repaired)).toEqual(["telegram:7", "telegram:8"]);
    expect((await listAlerts(pages)).map((alert) => alert.page)).toEqual(["telegram:9"]);
  });
});

describe("the settings' accounts", () => {
  const oa: Account = { channel: "zalo", account: "388", secrets: { oaSecretKey: "k", accessToken: "access-1", refreshToken: "refresh-1" }, settings: { appId: "1" } };

  it("come first and are served whatever the store says", async () => {
    const { pages } = await startProcess({ deaf: true });
    await addPage(pages, bot("7"), 1000);
    await addPage(pages, { ...oa, name: "Đoàn xã A" }, 1000);
    await disconnectPage(pages, "zalo:388", 2000);
    const started = await startProcess({ environment: [oa] });
    expect(ids(started)).toEqual(["zalo:388", "telegram:7"]);
    expect(ids(await startProcess())).toEqual(["telegram:7"]);
  });

  it("use tokens renewed here, until the settings hold others", async () => {
    const one = await startProcess({ environment: [oa] });
    await adoptEnvironment(one.pages, oa, 1000);
    await saveTokens(one.pages, "zalo:388", 1, { accessToken: "access-2", refreshToken: "refresh-2" }, 2000);
    await until("the renewed token is known", () => one.directory.entry("zalo:388")?.account.secrets["accessToken"] === "access-2");
    expect(one.directory.entry("zalo:388")?.account.secrets).toEqual({ oaSecretKey: "k", accessToken: "access-2", refreshToken: "refresh-2" });
    const others = await startProcess({ environment: [{ ...oa, secrets: { ...oa.secrets, accessToken: "access-9" } }] });
    expect(others.directory.entry("zalo:388")?.account.secrets["accessToken"]).toBe("access-9");
  });

  it("are left out when the settings do not name them any more", async () => {
    const before = await startProcess({ environment: [oa] });
    await adoptEnvironment(before.pages, oa, 1000);
    expect(ids(await startProcess())).toEqual([]);
  });
});
