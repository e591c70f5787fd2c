import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { onTestFinished } from "vitest";
import { startDocstore } from "../../src/embedded/index.ts";

/** A data folder that goes away with the test. */
export async function dataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cau-noi-embedded-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A document store of the test's own and a connected client. */
export async function store(folder?: string): Promise<mongoose.mongo.Db> {
  const engine = await startDocstore({ dataDir: folder ?? (await dataDir()), log: () => undefined });
  onTestFinished(() => engine.stop());
  return connect(engine.uri);
}

/** The database `test` behind an address, through a client that closes with the test. */
export async function connect(uri: string): Promise<mongoose.mongo.Db> {
  const client = new mongoose.mongo.MongoClient(uri, { maxPoolSize: 16, serverSelectionTimeoutMS: 10_000 });
  onTestFinished(() => client.close());
  await client.connect();
  return client.db("test");
}

/** Repeats a check until it holds. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${ms} ms: ${holds}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

/** Numbers that look random and are the same in every run. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >>> 8) % sides;
  };
}
