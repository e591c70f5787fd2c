import { afterAll, beforeAll, expect, it } from "vitest";
import { Spending } from "../../src/jobs/spending.ts";
import { openSendingWorlds } from "./sending-world.ts";

let worlds: Awaited<ReturnType<typeof openSendingWorlds>>;

beforeAll(async () => {
  worlds = await openSendingWorlds();
});
afterAll(() => worlds.close());

it("never spends more than the month's budget, however many reserve at once", async () => {
  const spending = new Spending(worlds.redis, "many:", { limitOf: () => 1000, timeZone: "Asia/Ho_Chi_Minh" });
  const granted = (await Promise.all(Array.from({ length: 50 }, () => spending.reserve("zalo:1", 55)))).filter(Boolean);
  expect(granted).toHaveLength(18);
  expect(await spending.spent("zalo:1")).toBe(18 * 55);
  await spending.refund(granted[0]!);
  expect(await spending.reserve("zalo:1", 55)).toBeDefined();
  expect(await spending.reserve("zalo:1", 55)).toBeUndefined();
  expect(await spending.spent("zalo:2")).toBe(0);
});

it("begins anew with the zone's month, and gives back to the month it took from", async () => {
  let now = Date.parse("2026-11-30T16:59:00Z"); // 23:59 in Việt Nam
  const spending = new Spending(worlds.redis, "month:", { limitOf: async () => 100, timeZone: "Asia/Ho_Chi_Minh", now: () => now });
  const reservation = await spending.reserve("zalo:1", 80);
  expect(await spending.reserve("zalo:1", 80)).toBeUndefined();
  now += 2 * 60_000;
  expect(await spending.spent("zalo:1")).toBe(0);
  await spending.refund(reservation!);
  expect(await spending.spent("zalo:1")).toBe(0);
  expect(await spending.reserve("zalo:1", 80)).toBeDefined();
});
