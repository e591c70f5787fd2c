import { expect, it } from "vitest";
import { SlotTurns } from "../../src/jobs/slot-turns.ts";

const slot = { inMs: 10, gapMs: 5, sure: false };

/** Waits for a slot while the process stands still. */
async function late(turns: SlotTurns, more: Partial<typeof slot> = {}): Promise<boolean> {
  const waiting = turns.wait("telegram:1", { ...slot, ...more });
  const end = performance.now() + 60;
  while (performance.now() < end);
  return waiting;
}

it("does not use a slot it comes to late, but for a reply's", async () => {
  const turns = new SlotTurns();
  expect(await turns.wait("telegram:1", slot)).toBe(true);
  expect(await late(turns)).toBe(false);
  expect(await late(turns, { sure: true })).toBe(true);
});

it("uses them all the same when many are late: a process that is always late sends too", async () => {
  const turns = new SlotTurns();
  const waiting = Array.from({ length: 300 }, (_, i) => turns.wait(`telegram:${i}`, slot));
  const end = performance.now() + 60;
  while (performance.now() < end);
  const used = (await Promise.all(waiting)).filter(Boolean).length;
  expect(used).toBeGreaterThan(220);
  expect(used).toBeLessThan(245);
});

it("keeps half the gap between two that come to their slots together", async () => {
  const turns = new SlotTurns();
  const at: number[] = [];
  await Promise.all([0, 0, 0].map((inMs) => turns.wait("telegram:1", { inMs, gapMs: 25, sure: true }).then(() => at.push(performance.now()))));
  expect(at[1]! - at[0]!).toBeGreaterThan(4);
  expect(at[2]! - at[1]!).toBeGreaterThan(4);
  // A step of the grid at most is lost or won, and not added up.
  expect(at[2]! - at[0]!).toBeGreaterThan(14);
});
