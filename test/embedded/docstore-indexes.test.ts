import { isDeepStrictEqual } from "node:util";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { dice, store } from "./engines.ts";

const { Double, Long, ObjectId } = mongoose.mongo.BSON;
type Filter = Record<string, unknown>;

const roll = dice(7);
const pick = <T>(list: readonly T[]): T => list[roll(list.length)]!;

const ids = Array.from({ length: 12 }, (_, i) => new ObjectId(`64b7f9000000000000000${(i + 256).toString(16)}`));
const scalars: readonly unknown[] = [
  null,
  -3,
  0,
  1,
  2,
  2.5,
  7,
  1000,
  new Double(1),
  Long.fromString("9007199254740993"),
  Long.fromString("-9007199254740993"),
  -0.5,
  Infinity,
  "",
  "a",
  "a\u0000b",
  "ab",
  "áo",
  "Đoàn",
  "z",
  "\u{1F600}",
  "\uFFFD",
  true,
  false,
  new Date(0),
  new Date(5e11),
  ...ids.slice(0, 4),
];
const anything: readonly unknown[] = [...scalars, [], [1, 2], ["a", "z"], [null], [[1, 2], 3], { b: 1 }, { b: [1, "a"] }];

function document(i: number): Filter {
  const doc: Filter = { _id: i % 3 === 0 ? i : i % 3 === 1 ? `k${i}` : new ObjectId(), u: `unique-${i}` };
  if (roll(4)) doc["a"] = pick(anything);
  if (roll(4)) doc["b"] = pick(scalars);
  if (roll(4)) doc["n"] = roll(20);
  if (roll(3)) doc["items"] = Array.from({ length: roll(4) }, () => ({ code: pick(["x", "y", "z", null, 3]), tags: [roll(4), [roll(4)]] }));
  if (roll(2)) doc["sub"] = pick<unknown>([{ k: roll(9) }, { k: [roll(9)] }, [{ k: roll(9) }, {}], 4, null]);
  return doc;
}

function condition(): unknown {
  switch (roll(10)) {
    case 0:
      return { $in: Array.from({ length: 1 + roll(4) }, () => pick(scalars)) };
    case 1:
      return { $gt: pick(scalars) };
    case 2:
      return { $gte: pick(scalars), $lt: pick(scalars) };
    case 3:
      return { $lte: pick(scalars) };
    case 4:
      return { $ne: pick(scalars) };
    case 5:
      return { $eq: pick(scalars) };
    case 6:
      return { $exists: roll(2) === 0 };
    case 7:
      return { $not: { $gt: pick(scalars) } };
    case 8:
      return /a/;
    default:
      return pick(anything);
  }
}

function query(depth = 0): Filter {
  const filter: Filter = {};
  for (let i = 0; i <= roll(3); i++) {
    filter[pick(["a", "b", "n", "items.code", "items.tags", "sub.k", "u", "_id"])] = condition();
  }
  if (roll(6) === 0) filter["items"] = { $elemMatch: { code: pick(["x", "y", 3]), tags: roll(4) } };
  if (depth === 0 && roll(4) === 0) filter["$or"] = [query(1), query(1)];
  if (depth === 0 && roll(4) === 0) filter["$and"] = [query(1), { n: { $lt: 15 } }];
  return filter;
}

const indexes: Record<string, 1 | -1>[] = [{ a: 1 }, { b: 1, n: -1 }, { n: 1 }, { "items.code": 1, "items.tags": 1 }, { "sub.k": 1 }, { a: 1, b: 1, n: 1 }];

test("every query finds through indexes what it finds without, in the same order", { timeout: 60_000 }, async () => {
  const db = await store();
  const plain = db.collection<{ _id: any; u?: any; tail?: any; a?: any; b?: any }>("plain");
  const indexed = db.collection<{ _id: any; u?: any; tail?: any; a?: any; b?: any }>("indexed");
  for (const keys of indexes) await indexed.createIndex(keys);
  await indexed.createIndex({ u: 1, n: 1 }, { unique: true });

  const both = async (act: (c: typeof plain) => Promise<unknown>) => Promise.all([act(plain), act(indexed)]);
  const documents = Array.from({ length: 600 }, (_, i) => document(i));
  for (const c of [plain, indexed]) await c.insertMany(copies(documents));
  for (let i = 0; i < 150; i++) {
    const _id = pick(documents)["_id"] as any;
    const next = pick(anything);
    const list = pick(["x", "y", 5]);
    await both((c) => c.updateOne({ _id }, { $set: { a: next, b: roll(1) }, $push: { tail: list } as never }));
    if (roll(5) === 0) await both((c) => c.deleteOne({ _id }));
  }

  for (let i = 0; i < 400; i++) {
    const filter = query();
    const [expected, found] = await both((c) =>
      c
        .find(filter)
        .map((d) => String(d._id))
        .toArray(),
    );
    expect((found as string[]).sort(), JSON.stringify(filter)).toEqual((expected as string[]).sort());
    const [n, m] = await both((c) => c.countDocuments(filter));
    expect(m, JSON.stringify(filter)).toBe(n);
  }
  for (let i = 0; i < 120; i++) {
    const filter = roll(3) ? query() : {};
    const field = pick(["n", "b", "_id"]); // not arrays: the library's own order of those contradicts itself
    const sort = { [field]: pick([1, -1] as const) };
    const limit = 1 + roll(30);
    const [expected, found] = (await both((c) => c.find(filter).sort(sort).skip(roll(1)).limit(limit).toArray())) as Filter[][];
    const keys = (list: Filter[]) => list.map((d) => d[field] ?? null);
    expect(isDeepStrictEqual(keys(found!), keys(expected!)), JSON.stringify([filter, sort, limit])).toBe(true);
  }
});

test("dropping an index, a collection and a database leaves nothing behind", async () => {
  const db = await store();
  const club = db.collection("clubs");
  const member = db.collection("members");
  for (const c of [club, member]) {
    await c.createIndex({ name: 1 });
    await c.insertMany([{ name: "Lan" }, { name: "Minh" }]);
  }
  await club.dropIndex("name_1");
  expect((await club.indexes()).map((i) => i.name)).toEqual(["_id_"]);
  expect((await member.indexes()).map((i) => i.name)).toEqual(["_id_", "name_1"]);
  await member.drop();
  expect((await db.listCollections().toArray()).map((c) => c.name)).toEqual(["clubs"]);
  await member.insertOne({ name: "Hoa" });
  await member.createIndex({ name: 1 });
  expect(
    await member
      .find({ name: { $gte: "A" } })
      .map((d) => d["name"])
      .toArray(),
  ).toEqual(["Hoa"]);
  await db.dropDatabase();
  expect(await db.listCollections().toArray()).toEqual([]);
  await member.insertOne({ name: "Lan" });
  expect(await member.countDocuments({ name: "Lan" })).toBe(1);
});

/** Each collection gets objects of its own, in case the driver changes them. */
function copies(documents: Filter[]): { _id: unknown }[] {
  return documents.map((d) => ({ _id: d["_id"], ...d }));
}
