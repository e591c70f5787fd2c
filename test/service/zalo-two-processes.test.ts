import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addPage, createKeyRing, findPage, openPage, pageModels, type PageModels } from "../../src/pages/index.ts";
import { keepConnectedZalo } from "../../src/service/keep-connected-zalo.ts";
import { createPageTokenStore } from "../../src/service/page-tokens.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";
import { until } from "../kit/until.ts";

const secret = "a secret of this test, long enough for a key";
const database = "two-processes";
let engines: TestEngines;
let mongo: Awaited<ReturnType<typeof connectMongo>>;
let models: PageModels;
let platform: ZaloPlatform;
beforeAll(async () => {
  engines = await startEngines();
  mongo = await connectMongo(engines.mongodbUri, { database });
  models = pageModels(mongo, { keys: createKeyRing(undefined, secret), environment: new Set(), announce: async () => {} });
  platform = await startZaloPlatform();
  const { appId, oaId, oaSecretKey, token, refreshToken } = platform.settings;
  await addPage(models, { channel: "zalo", account: oaId, settings: { appId }, secrets: { oaSecretKey, accessToken: token, refreshToken } }, Date.now());
});
afterAll(async () => {
  await platform.stop();
  await mongo.close();
  await engines.stop();
});

type Ended = { ended: string[]; alerts: string[] };

/** A worker process that is ready to send; `go` lets it. */
async function sender(first: number, count: number): Promise<() => Promise<Ended>> {
  const { appId, appSecret, oaId, oaSecretKey } = platform.settings;
  const wishes = JSON.stringify({ redisUrl: engines.redisUrl, mongodbUri: engines.mongodbUri, database, secret, url: platform.url, oaId, appId, appSecret, oaSecretKey, first, count });
  const child = spawn(process.execPath, ["--import", "tsx", resolve(import.meta.dirname, "zalo-sending-process.ts"), wishes], { stdio: ["pipe", "pipe", "pipe"] });
  let printed = "";
  let faults = "";
  child.stdout.on("data", (data) => (printed += String(data)));
  child.stderr.on("data", (data) => (faults += String(data)));
  await until("the process is ready", () => {
    if (child.exitCode !== null) throw new Error(faults);
    return printed.includes("ready");
  }, 30_000);
  return async () => {
    child.stdin.write("go\n");
    await new Promise((done) => child.once("exit", done));
    return JSON.parse(printed.split("\n")[1] ?? faults) as Ended;
  };
}

it("two processes and 100 sends when the token ends unannounced: one refresh, no send lost, the new pair kept sealed", async () => {
  const processes = await Promise.all([sender(1000, 50), sender(2000, 50)]);
  platform.state.expireAccess();
  const ended = await Promise.all(processes.map((go) => go()));
  expect(ended.flatMap((one) => one.ended)).toEqual(Array.from({ length: 100 }, () => "sent"));
  expect(ended.flatMap((one) => one.alerts)).toEqual([]);
  expect([platform.state.refreshRequests, platform.state.refreshes]).toEqual([1, 1]);
  expect(new Set(platform.messages.map((message) => message.text)).size).toBe(100);
  const page = (await findPage(models, `zalo:${platform.settings.oaId}`))!;
  expect(openPage(models, page)).toMatchObject({ secrets: { accessToken: platform.state.tokens.access, refreshToken: platform.state.tokens.refresh }, tokenExpiresAt: expect.any(Number) as number });
  expect(JSON.stringify(page)).not.toContain(platform.state.tokens.refresh);
  expect(platform.violations).toEqual([]);
});

it("a store keeps a pair only in place of the one it was made of, whatever else changed", async () => {
  const store = createPageTokenStore(models);
  const id = `zalo:${platform.settings.oaId}`;
  const now = (await store.load(id))!;
  const pair = { accessToken: "a2", refreshToken: "r2", expiresAt: 5 };
  expect(await store.save(id, pair, "somebody else's")).toBe(false);
  expect(await store.load(id)).toEqual(now);
  await models.pages.updateOne({ _id: id }, { $inc: { revision: 3 } });
  expect(await store.save(id, pair, now.refreshToken!)).toBe(true);
  expect(await store.load(id)).toEqual(pair);
  expect([await store.load("zalo:none"), await store.save("zalo:none", pair, "r2")]).toEqual([undefined, false]);
});

it("a connected OA is a new page, or new tokens of the one there is", async () => {
  const keep = keepConnectedZalo(models, { ZALO_APP_ID: "36", ZALO_OA_SECRET_KEY: "key" });
  await keep({ oaId: "777", name: "Đoàn xã A", unit: "doan-xa-a", tokens: { accessToken: "a1", refreshToken: "r1", expiresAt: 9 } });
  await models.pages.updateOne({ _id: "zalo:777" }, { $set: { state: "stopped", name: "tên của cán bộ" } });
  await keep({ oaId: "777", name: "Đoàn xã A", tokens: { accessToken: "a2", refreshToken: "r2", expiresAt: 10 } });
  const page = openPage(models, (await findPage(models, "zalo:777"))!);
  expect(page).toMatchObject({ state: "on", name: "tên của cán bộ", unit: "doan-xa-a", tokenExpiresAt: 10, settings: { appId: "36" }, secrets: { accessToken: "a2", refreshToken: "r2", oaSecretKey: "key" } });
});
