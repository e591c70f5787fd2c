import type { Connection } from "mongoose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectMongo } from "../../src/storage/mongo.ts";
import { branches, findBranch, unitModels, type UnitModels } from "../../src/units/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";

let engines: TestEngines;
let connection: Connection;
let units: UnitModels;

/** Names that contain each other, words for places and what people say around them. */
const places: [id: string, name: string, aliases?: string[]][] = [
  ["dong", "Thôn Đông", ["thôn Hợp Nhất", "khu nhà trọ"]],
  ["tan", "Thôn Tân"],
  ["minh-tan", "Thôn Minh Tân"],
  ["bac-son", "Thôn Bắc Sơn"],
  ["bac-xon", "Thôn Bạc Sơn"],
  ["to-3", "Tổ 3"],
  ["thon-3", "Thôn 3"],
  ["ban", "Thôn Bản"],
];

beforeAll(async () => {
  engines = await startEngines({ docstore: true });
  connection = await connectMongo(engines.mongodbUri, { database: "units" });
  units = unitModels(connection);
  for (const [order, [_id, label, aliases = []]] of places.entries()) {
    await units.units.create({ _id, kind: "branch", name: `Chi đoàn ${label.replace("Thôn", "thôn")}`, label, aliases, order: places.length - order, active: true });
  }
  await units.units.create({ _id: "gone", kind: "branch", name: "Chi đoàn thôn Cũ", label: "Thôn Cũ", aliases: [], order: 99, active: false });
});
afterAll(async () => {
  await connection.close();
  await engines.stop();
});

describe("find-branch", () => {
  it.each([
    ["Thôn Đông", "dong"],
    ["dong", "dong"],
    ["chi đoàn thôn đông", "dong"],
    ["thon hop nhat", "dong"],
    ["Hợp Nhất cũ ạ", "dong"],
    ["dạ em ở thôn Đông, xã Mẫu ạ", "dong"],
    ["em ở trọ - thôn Đông", "dong"],
    ["khu nha tro", "dong"],
    ["Tân", "tan"],
    ["em ở Minh Tân", "minh-tan"],
    ["minh tan", "minh-tan"],
    ["Bắc Sơn", "bac-son"],
    ["bạc sơn", "bac-xon"],
    ["tổ 3", "to-3"],
    ["thôn 3", "thon-3"],
    ["thôn Bản", "ban"],
    ["THÔN ĐÔNG", "dong"],
  ])("files “%s” under %s", async (text, id) => {
    expect((await findBranch(units, text))?._id).toBe(id);
  });

  it.each([
    // Other places whose names begin or end with one of ours.
    "thôn Đông Sơn", "dong son", "Tân Tiến", "thôn Thượng Đông",
    // Two that differ by a tone, typed without one; other tones; only words for places; nothing.
    "bac son", "thôn Đống", "3", "tổ 3 thôn 3 xóm 5", "thôn", "em ở thôn", "", "🙂", "thôn Cũ",
  ])("asks again rather than guess: “%s”", async (text) => {
    expect(await findBranch(units, text)).toBeUndefined();
  });

  it("lists branches in their order, without those given up", async () => {
    expect((await branches(units)).map((one) => one._id)).toEqual(places.map(([id]) => id).reverse());
  });
});
