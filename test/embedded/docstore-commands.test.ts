import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import { startDocstore } from "../../src/embedded/index.ts";
import { dataDir, store } from "./engines.ts";

type Loose = { _id: number; items?: { code: string; n: number }[]; log?: number[]; tags?: string[]; version?: number; seen?: boolean; born?: boolean };

test("unique keys are refused with 11000, also within an unordered batch", async () => {
  const people = (await store()).collection("people");
  await people.createIndex({ phone: 1 }, { unique: true, sparse: true });
  await people.insertOne({ phone: "0901" });
  await expect(people.insertOne({ phone: "0901" })).rejects.toMatchObject({ code: 11000 });
  const batch = people.insertMany([{ phone: "0902" }, { phone: "0901" }, { phone: "0903" }, {}, {}], { ordered: false });
  await expect(batch).rejects.toMatchObject({ code: 11000, result: { insertedCount: 4 } });
  await expect(people.updateOne({ phone: "0902" }, { $set: { phone: "0903" } })).rejects.toMatchObject({ code: 11000 });
  await people.deleteOne({ phone: "0903" });
  expect((await people.updateOne({ phone: "0902" }, { $set: { phone: "0903" } })).modifiedCount).toBe(1);
});

test("200 people race for 50 seats and exactly 50 get one", async () => {
  const dialogues = (await store()).collection<{ _id: string; taken: number; seats: number; people: string[] }>("dialogues");
  await dialogues.insertOne({ _id: "d", taken: 0, seats: 50, people: [] });
  const wins = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      dialogues.findOneAndUpdate(
        { _id: "d", taken: { $lt: 50 }, people: { $ne: `p${i}` } },
        { $inc: { taken: 1 }, $push: { people: `p${i}` } },
        { returnDocument: "after" },
      ),
    ),
  );
  expect(new Set(wins.filter(Boolean).map((d) => d!.taken)).size).toBe(50);
  expect((await dialogues.findOne({ _id: "d" }))!.people).toHaveLength(50);
});

test("updates of lists and nested fields do what they do on the real server", async () => {
  const c = (await store()).collection<Loose>("c");
  await c.createIndex({ "items.code": 1 });
  await c.insertOne({
    _id: 1,
    items: [
      { code: "a", n: 1 },
      { code: "b", n: 2 },
    ],
    log: [1, 2],
    tags: ["x"],
  });
  await c.updateOne({ "items.code": "b" }, { $set: { "items.$.n": 9 } });
  await c.updateOne({ _id: 1 }, { $push: { log: { $each: [3, 4], $slice: -3 } }, $addToSet: { tags: "y" }, $inc: { version: 1 } });
  await c.updateOne({ _id: 1 }, { $pull: { items: { code: "a" } }, $addToSet: { tags: "x" }, $unset: { seen: 1 } });
  await c.bulkWrite([
    { updateOne: { filter: { _id: 2 }, update: { $setOnInsert: { born: true }, $set: { tags: ["z"] } }, upsert: true } },
    { updateMany: { filter: { tags: { $in: ["x", "z"] } }, update: { $set: { seen: true } } } },
    { deleteOne: { filter: { _id: 3 } } },
  ]);
  expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 1, items: [{ code: "b", n: 9 }], log: [2, 3, 4], tags: ["x", "y"], version: 1, seen: true },
    { _id: 2, born: true, tags: ["z"], seen: true },
  ]);
  expect(await c.countDocuments({ "items.code": "a" })).toBe(0);
});

test("aggregates, cursors over many batches and counts", async () => {
  const db = await store();
  const members = db.collection<{ _id: number; club: number; ages: number[] }>("members");
  const clubs = db.collection<{ _id: number; name: string }>("clubs");
  await clubs.insertMany([
    { _id: 0, name: "Xanh" },
    { _id: 1, name: "Đỏ" },
  ]);
  await members.insertMany(Array.from({ length: 2500 }, (_, i) => ({ _id: i, club: i % 2, ages: [i % 3, 5] })));
  await members.createIndex({ club: 1 });
  expect(await members.find().toArray()).toHaveLength(2500);
  expect(await members.countDocuments({ club: 1, _id: { $gte: 2000 } })).toBe(250);
  expect(await members.countDocuments({})).toBe(2500);
  expect(await members.estimatedDocumentCount()).toBe(2500);
  const report = await members
    .aggregate([
      { $match: { club: 1, _id: { $lt: 100 } } },
      { $unwind: "$ages" },
      { $group: { _id: { club: "$club", age: "$ages" }, n: { $sum: 1 } } },
      { $lookup: { from: "clubs", localField: "_id.club", foreignField: "_id", as: "club" } },
      { $project: { _id: 0, age: "$_id.age", n: 1, name: { $arrayElemAt: ["$club.name", 0] } } },
      { $sort: { n: -1, age: 1 } },
    ])
    .toArray();
  expect(report[0]).toEqual({ age: 5, n: 50, name: "Đỏ" });
  expect((await members.deleteMany({ club: 0 })).deletedCount).toBe(1250);
});

test("mongoose works on it unchanged", async () => {
  const engine = await startDocstore({ dataDir: await dataDir(), log: () => undefined });
  const link = await mongoose.createConnection(engine.uri).asPromise();
  onTestFinished(async () => {
    await link.close();
    await engine.stop();
  });
  const schema = new mongoose.Schema({ name: { type: String, unique: true }, at: Date, kind: { type: String, index: true } }, { timestamps: true });
  const Club = link.model("Club", schema);
  await Club.init();
  const made = await Club.create({ name: "CLB Tình nguyện xanh", kind: "tình nguyện", at: new Date() });
  made.kind = "thể thao";
  await made.save();
  expect((await Club.find({ kind: "thể thao" }).lean()).map((c) => c.name)).toEqual(["CLB Tình nguyện xanh"]);
  await expect(Club.create({ name: "CLB Tình nguyện xanh" })).rejects.toMatchObject({ code: 11000 });
  expect(await Club.syncIndexes()).toEqual([]);
});
