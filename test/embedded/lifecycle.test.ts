import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { DataDirInUseError, runningEmbedded, startEmbedded, type EmbeddedAddresses } from "../../src/embedded/index.ts";
import { identify } from "../../src/embedded/process-identity.ts";
import { connect, dataDir, until } from "./engines.ts";

function redisAt(url: string): Redis {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

function pidOf(folder: string, engine: "redis" | "docstore"): number {
  return Number(readFileSync(join(folder, engine, "engine.pid"), "utf8").split(" ")[0]);
}

/** A service in a process of its own, once its engines are up. */
async function startService(folder: string): Promise<{ service: ChildProcess; addresses: EmbeddedAddresses }> {
  const script = join(import.meta.dirname, "service-to-kill.ts");
  const service = spawn(process.execPath, ["--import", "tsx", script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void service.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: service.stdout }), "line")) as [string];
  return { service, addresses: JSON.parse(line) as EmbeddedAddresses };
}

test("data survives a stop, and the engines end with it", { timeout: 30_000 }, async () => {
  const folder = await dataDir();
  const options = { dataDir: folder, redis: true, docstore: true, log: () => undefined };
  const first = await startEmbedded(options);
  await redisAt(first.redisUrl!).set("lan", "Đoàn viên");
  await (await connect(first.mongodbUri!)).collection<{ _id: string }>("people").insertOne({ _id: "lan" });
  expect(await runningEmbedded(folder)).toEqual({ redisUrl: first.redisUrl, mongodbUri: first.mongodbUri });
  const pids = [pidOf(folder, "redis"), pidOf(folder, "docstore")];
  await first.stop();
  expect(pids.filter(identify)).toEqual([]);
  expect(await runningEmbedded(folder)).toBeUndefined();

  const second = await startEmbedded(options);
  onTestFinished(() => second.stop());
  expect(await redisAt(second.redisUrl!).get("lan")).toBe("Đoàn viên");
  expect(await (await connect(second.mongodbUri!)).collection("people").countDocuments({})).toBe(1);
});

test("a second service on the same folder is refused in one sentence and harms nothing", async () => {
  const folder = await dataDir();
  const options = { dataDir: folder, redis: true, docstore: true, log: () => undefined };
  const first = await startEmbedded(options);
  onTestFinished(() => first.stop());
  const second = await startEmbedded(options).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(DataDirInUseError);
  expect((second as Error).message).toBe(`Another running service uses the data folder ${folder}: stop it first, or set DATA_DIR to another folder.`);
  expect(await redisAt(first.redisUrl!).ping()).toBe("PONG");
});

test("an engine that dies comes back on the same port with its data, and clients go on", { timeout: 30_000 }, async () => {
  const folder = await dataDir();
  const log: string[] = [];
  const embedded = await startEmbedded({ dataDir: folder, redis: true, docstore: true, log: (line) => log.push(line) });
  onTestFinished(() => embedded.stop());
  const redis = redisAt(embedded.redisUrl!);
  const people = (await connect(embedded.mongodbUri!)).collection<{ _id: string }>("people");
  await redis.set("minh", "1");
  await people.insertOne({ _id: "minh" });
  // Redis writes its file before it answers (only the flush to the disk waits for the second), so a kill loses nothing.
  process.kill(pidOf(folder, "redis"), "SIGKILL");
  process.kill(pidOf(folder, "docstore"), "SIGKILL");
  await until(() => ["redis", "docstore"].every((name) => log.some((line) => line.startsWith(`${name} is back on port`))));
  expect(await redis.get("minh")).toBe("1");
  expect(await people.countDocuments({ _id: "minh" })).toBe(1);
});

test("kill -9 of the service leaves no engine behind and the next start has the data", { timeout: 30_000 }, async () => {
  const folder = await dataDir();
  const { service, addresses } = await startService(folder);
  await redisAt(addresses.redisUrl!).set("hoa", "1");
  await (await connect(addresses.mongodbUri!)).collection<{ _id: string }>("people").insertOne({ _id: "hoa" });
  const engines = [pidOf(folder, "redis"), pidOf(folder, "docstore")];
  service.kill("SIGKILL");
  await until(() => engines.every((pid) => !identify(pid)));

  const next = await startEmbedded({ dataDir: folder, redis: true, docstore: true, log: () => undefined });
  onTestFinished(() => next.stop());
  expect(await redisAt(next.redisUrl!).get("hoa")).toBe("1");
  expect(await (await connect(next.mongodbUri!)).collection("people").countDocuments({})).toBe(1);
});

test("a start right after kill -9 waits for the old engines instead of sharing their files", { timeout: 30_000 }, async () => {
  const folder = await dataDir();
  const { service } = await startService(folder);
  const engines = [pidOf(folder, "redis"), pidOf(folder, "docstore")];
  service.kill("SIGKILL");
  await once(service, "exit");
  const next = await startEmbedded({ dataDir: folder, redis: true, docstore: true, log: () => undefined });
  onTestFinished(() => next.stop());
  expect(engines.filter(identify)).toEqual([]);
  expect(existsSync(join(folder, "engines.json"))).toBe(true);
});
