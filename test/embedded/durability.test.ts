import { readFile } from "node:fs/promises";
import { join } from "node:path";
import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import { startDocstore } from "../../src/embedded/index.ts";
import { connect, dataDir, until } from "./engines.ts";

type Note = { _id: string; writer: number; n: number };

test("kill -9 of the store under eight writers loses no acknowledged write and tears none", { timeout: 60_000 }, async () => {
  const folder = await dataDir();
  const log: string[] = [];
  const engine = await startDocstore({ dataDir: folder, log: (line) => log.push(line) });
  onTestFinished(() => engine.stop());
  const db = await connect(engine.uri);
  const notes = db.collection<Note>("notes");
  const counters = db.collection<{ _id: number; n: number }>("counters");
  await notes.createIndex({ writer: 1, n: 1 });
  await notes.createIndex({ n: 1, writer: 1 }, { unique: true });

  let isOver = false;
  const told = new Map<string, number>();
  const counted = new Map<number, number>();
  const writer = async (w: number) => {
    for (let n = 0; !isOver; n++) {
      const _id = `${w}-${n}`;
      await notes
        .insertOne({ _id, writer: w, n })
        .then(() => told.set(_id, n))
        .catch(ignoreLink);
      const after = await counters.findOneAndUpdate({ _id: w }, { $inc: { n: 1 } }, { upsert: true, returnDocument: "after" }).catch(ignoreLink);
      if (after) counted.set(w, after.n);
    }
  };
  const writers = Array.from({ length: 8 }, (_, w) => writer(w));
  for (let kills = 1; kills <= 3; kills++) {
    const goal = told.size + 150;
    await until(() => told.size > goal);
    const note = await readFile(join(folder, "docstore/engine.pid"), "utf8");
    process.kill(Number(note.split(" ")[0]), "SIGKILL");
    await until(() => log.filter((line) => line.includes("is back on port")).length === kills);
  }
  isOver = true;
  await Promise.all(writers);

  const kept = await notes.find().toArray();
  const keptIds = new Set(kept.map((note) => note._id));
  expect([...told.keys()].filter((id) => !keptIds.has(id))).toEqual([]);
  for (const counter of await counters.find().toArray()) expect(counter.n).toBeGreaterThanOrEqual(counted.get(counter._id)!);
  for (let w = 0; w < 8; w++) {
    const all = kept.filter((note) => note.writer === w).length;
    expect(await notes.countDocuments({ writer: w })).toBe(all);
    expect(await notes.countDocuments({ n: { $gte: 0 }, writer: w })).toBe(all);
  }
  await expect(notes.insertOne({ ...kept[0]!, _id: "again" })).rejects.toMatchObject({ code: 11000 });
});

/** While the store is away, and for writes in flight at the kill, failing is right; anything else is not. */
function ignoreLink(error: unknown): undefined {
  if (error instanceof mongoose.mongo.MongoNetworkError || error instanceof mongoose.mongo.MongoServerSelectionError) return undefined;
  if (error instanceof mongoose.mongo.MongoServerError && error.code === 11000) return undefined; // a retried write had arrived
  throw error;
}
