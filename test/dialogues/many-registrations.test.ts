import { afterAll, beforeAll, expect, it } from "vitest";
import { cancel, openHalls, register, state, type Halls } from "./hall.ts";

const people = 2000;
const capacity = 500;
const atOnce = 20;
let halls: Halls;

beforeAll(async () => void (halls = await openHalls()));
afterAll(async () => halls.stop());

/** So many acts at a time as a few busy processes would do. */
async function each(count: number, act: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < count) await act(next++);
  }));
}

async function timed(act: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

it(`registers ${people} people, the last as fast as the first`, { timeout: 120_000 }, async () => {
  const processes = await halls.hall(capacity, 3);
  const quarter = people / 4;
  const quarters: number[] = [];
  for (let q = 0; q < 4; q++) quarters.push(await timed(() => each(quarter, (n) => register(processes[n % 3]!, q * quarter + n, "m"))));
  const { dialogue, seated, waiting } = await state(processes[0]!);
  expect([seated.length, waiting.length]).toEqual([capacity, people - capacity]);
  expect(dialogue.seating).toMatchObject({ left: 0, waiting: people - capacity, claims: [] });
  // The first quarter is slowed by the engine warming up; growth with the number of people would show in the last.
  expect(quarters[3]!).toBeLessThan(3 * Math.max(quarters[0]!, quarters[1]!));

  const leavers = seated.slice(0, 100).map((one) => one.contact);
  await each(leavers.length, (n) => cancel(processes[n % 3]!, Number(leavers[n]!.split(":")[2]), "leave"));
  const after = await state(processes[0]!);
  expect(after.seated.filter((one) => one.promotion).map((one) => one.ticket).sort((a, b) => a - b)).toEqual(waiting.slice(0, 100).map((one) => one.ticket));
  expect(after.seated.filter((one) => leavers.includes(one.contact))).toEqual([]);
  expect(after.dialogue.seating).toMatchObject({ left: 0, waiting: people - capacity - 100, claims: [] });
});
