import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeCapacity, settleDialogues, type DialogueModels, type Promotion } from "../../src/dialogues/index.ts";
import { until } from "../kit/until.ts";
import { cancel, contactOf, holdAt, now, openHalls, register, silent, state, type Halls } from "./hall.ts";

let halls: Halls;
const hall = (capacity: number, processes = 1): Promise<DialogueModels[]> => halls.hall(capacity, processes);

beforeAll(async () => void (halls = await openHalls()));
afterAll(async () => halls.stop());

describe("seats", () => {
  it("gives 50 of 200 people at once a seat and the others a place in line", async () => {
    const models = await hall(50, 3);
    const results = await Promise.all(Array.from({ length: 200 }, (_, n) => register(models[n % 3]!, n, `m${n}`)));
    expect(results.filter((one) => one.outcome === "seated")).toHaveLength(50);
    const positions = results.flatMap((one) => (one.outcome === "waiting" ? [one.position] : []));
    expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    const { dialogue, seated, waiting } = await state(models[0]!);
    expect(dialogue.seating).toMatchObject({ left: 0, waiting: 150, claims: [] });
    expect([seated.length, waiting.length]).toEqual([50, 150]);
    expect(waiting.map((one) => one.told.position)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));

    const told: Promotion[] = [];
    const tell = async (one: Promotion): Promise<void> => void told.push(one);
    for (const one of seated.slice(0, 20)) await cancel(models[1]!, Number(one.contact.split(":")[2]), "leave", tell);
    expect(told.map((one) => one.contact)).toEqual(waiting.slice(0, 20).map((one) => one.contact));
  });

  it("promotes in order when people leave at the same time", async () => {
    const models = await hall(10, 3);
    for (let n = 0; n < 30; n++) await register(models[0]!, n, `m${n}`);
    await Promise.all(Array.from({ length: 10 }, (_, n) => cancel(models[n % 3]!, n, "leave")));
    const { dialogue, seated } = await state(models[0]!);
    expect(seated.map((one) => one.contact).sort()).toEqual(Array.from({ length: 10 }, (_, i) => contactOf(10 + i)));
    expect(dialogue.seating).toMatchObject({ left: 0, waiting: 10, claims: [] });
  });

  it("hears the same when the same act comes again, and the truth when another one comes", async () => {
    const [models] = (await hall(1)) as [DialogueModels];
    expect(await register(models, 1, "a")).toMatchObject({ outcome: "seated" });
    expect(await register(models, 2, "b")).toMatchObject({ outcome: "waiting", position: 1 });
    expect(await register(models, 1, "a")).toMatchObject({ outcome: "seated", code: "DT-1" });
    expect(await register(models, 1, "later")).toMatchObject({ outcome: "already", state: "seated" });
    expect(await cancel(models, 1, "c")).toBeDefined();
    expect(await cancel(models, 1, "c")).toBeDefined();
    expect(await cancel(models, 1, "d")).toBeUndefined();
    expect(await register(models, 2, "b")).toMatchObject({ outcome: "waiting", position: 1 });
    expect(await register(models, 2, "later")).toMatchObject({ outcome: "already", state: "seated" });
    expect(await register(models, 1, "again")).toMatchObject({ outcome: "waiting", position: 1 });
    expect((await state(models)).dialogue.seating).toMatchObject({ left: 0, waiting: 1, claims: [] });
  });

  it("lets the waiting in when the hall grows and drops nobody when it shrinks", async () => {
    const [models] = (await hall(2)) as [DialogueModels];
    for (let n = 0; n < 6; n++) await register(models, n, `m${n}`);
    const told: string[] = [];
    await changeCapacity(models, "dt", 4, async (one) => void told.push(one.contact), now);
    expect(told).toEqual([contactOf(2), contactOf(3)]);
    await changeCapacity(models, "dt", 1, silent, now);
    expect((await state(models)).dialogue.seating).toMatchObject({ left: -3, waiting: 2 });
    for (let n = 0; n < 3; n++) await cancel(models, n, "x");
    expect((await state(models)).seated).toHaveLength(1);
  });

  it("tells a promotion whose telling failed", async () => {
    const [models] = (await hall(1)) as [DialogueModels];
    await register(models, 1, "a");
    await register(models, 2, "b");
    const down = async (): Promise<void> => {
      throw new Error("queue is away");
    };
    await expect(cancel(models, 1, "c", down)).rejects.toThrow("away");
    const told: Promotion[] = [];
    await settleDialogues(models, async (one) => void told.push(one), now + 61_000);
    expect(told).toMatchObject([{ contact: contactOf(2), code: "DT-2" }]);
    expect((await state(models)).dialogue.seating).toMatchObject({ left: 0, waiting: 0, claims: [] });
  });
});

/** A small generator with a seed: a failure can be played again. */
function dice(seed: number): () => number {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((s ^ (s >>> 13)) >>> 0) / 2 ** 32;
  };
}

class Crash extends Error {}

/** Throws at a point, once. */
function crashAt(models: DialogueModels, point: string): void {
  models.between = (here) => {
    if (here !== point) return;
    delete models.between;
    throw new Crash();
  };
}

describe("acts that meet", () => {
  it("keeps the place of somebody whose registration is not written yet", async () => {
    const [slow, quick] = (await hall(1, 2)) as [DialogueModels, DialogueModels];
    await register(quick, 0, "a");
    const held = holdAt(slow, "write registration");
    const first = register(slow, 1, "b");
    await held.reached;
    expect(await register(quick, 2, "c")).toMatchObject({ outcome: "waiting", position: 2 });
    await cancel(quick, 0, "d");
    expect((await state(quick)).seated).toEqual([]);
    held.go();
    expect(await first).toMatchObject({ outcome: "waiting", position: 1 });
    expect((await state(quick)).seated).toMatchObject([{ contact: contactOf(1) }]);
    expect((await state(quick)).dialogue.seating).toMatchObject({ left: 0, waiting: 1, claims: [] });
  });

  it("lets nobody pass those who wait for a seat that just became free", async () => {
    const [slow, quick] = (await hall(1, 2)) as [DialogueModels, DialogueModels];
    await register(quick, 0, "a");
    await register(quick, 1, "b");
    const held = holdAt(slow, "begin promote");
    const leaving = cancel(slow, 0, "c");
    await held.reached;
    expect(await register(quick, 2, "d")).toMatchObject({ outcome: "waiting", position: 2 });
    held.go();
    await leaving;
    expect((await state(quick)).seated).toMatchObject([{ contact: contactOf(1) }]);
  });

  it("finishes what the same person began before", async () => {
    const [models] = (await hall(5)) as [DialogueModels];
    crashAt(models, "begun join");
    await expect(register(models, 1, "a")).rejects.toThrow(Crash);
    expect(await cancel(models, 1, "b")).toBeDefined();
    await register(models, 1, "c");
    crashAt(models, "begun leave");
    await expect(cancel(models, 1, "d")).rejects.toThrow(Crash);
    expect(await register(models, 1, "e")).toMatchObject({ outcome: "seated" });
    expect((await state(models)).dialogue.seating).toMatchObject({ left: 4, waiting: 0, claims: [] });
  });

  it("seats the waiting when the one who left died before seeing to it", async () => {
    const [models] = (await hall(1)) as [DialogueModels];
    await register(models, 1, "a");
    await register(models, 2, "b");
    crashAt(models, "begin promote");
    await expect(cancel(models, 1, "c")).rejects.toThrow(Crash);
    expect((await state(models)).seated).toEqual([]);
    await settleDialogues(models, silent, now);
    expect((await state(models)).seated).toMatchObject([{ contact: contactOf(2) }]);
  });
});

describe("seats when processes die and stall", () => {
  it.each([1, 2, 3, 4, 5, 6])("stay exact whatever happens between any two writes (%i)", async (seed) => {
    const capacity = 12;
    const processes = await hall(capacity, 3);
    const random = dice(seed * 7919);
    const happened = { crashes: 0, stalls: 0, twins: 0 };
    // A stalled act goes on only after others were between their writes many times.
    let points = 0;
    const stalled: { until: number; go(): void }[] = [];
    const between = async (): Promise<void> => {
      points++;
      for (const one of stalled.filter((one) => one.until <= points)) one.go();
      const fate = random();
      if (fate < 0.03) {
        happened.crashes++;
        throw new Crash();
      }
      if (fate > 0.03 && fate < 0.06 && stalled.length < 5) {
        happened.stalls++;
        await new Promise<void>((resolve) => {
          const one = { until: points + 30, go: () => (stalled.splice(stalled.indexOf(one), 1), resolve()) };
          stalled.push(one);
        });
      }
    };
    for (const models of processes) models.between = between;
    const told = new Map<string, string>();
    const tell = async (one: Promotion): Promise<void> => void told.set(one.id, one.contact);
    const once = async (n: number, mark: string, joins: boolean): Promise<boolean> => {
      const models = processes[Math.floor(random() * 3)]!;
      try {
        await (joins ? register(models, n, mark, tell) : cancel(models, n, mark, tell));
        return true;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        return false;
      }
    };
    // An event that died plays again, elsewhere; sometimes it goes aside for ever; sometimes its first process was not dead at all.
    const play = async (n: number, mark: string, joins: boolean): Promise<void> => {
      if (random() < 0.2) {
        happened.twins++;
        await Promise.all([once(n, mark, joins), once(n, mark, joins)]);
      }
      for (let tries = 0; tries < 3; tries++) if (await once(n, mark, joins)) return;
    };
    let busy = 40;
    const people = Array.from({ length: busy }, async (_, n) => {
      for (let act = 0; act < 6; act++) {
        const joins = act === 0 || random() < 0.6;
        await play(n, `${joins ? "j" : "l"}${act}`, joins);
      }
      busy--;
    });
    // The last ones have nobody left to wake them.
    const waker = until("all acts are done", () => (stalled.forEach((one) => busy < 6 && one.go()), busy === 0), 25_000);
    await Promise.all([...people, waker]);
    for (const models of processes) delete models.between;
    await settleDialogues(processes[0]!, tell, now + 61_000);

    for (const count of Object.values(happened)) expect(count).toBeGreaterThan(5);
    const { dialogue, seated, waiting } = await state(processes[0]!);
    expect(dialogue.seating.claims).toEqual([]);
    expect(seated.length + dialogue.seating.left).toBe(capacity);
    expect(dialogue.seating.waiting).toBe(waiting.length);
    if (waiting.length > 0) expect(dialogue.seating.left).toBe(0);
    for (const one of seated) if (one.promotion) expect(told.get(`promoted-${one.promotion}`)).toBe(one.contact);
    expect(new Set(waiting.map((one) => one.ticket)).size).toBe(waiting.length);
    const lastPromoted = Math.max(0, ...seated.filter((one) => one.promotion).map((one) => one.ticket));
    for (const one of waiting) expect(one.ticket).toBeGreaterThan(lastPromoted);
  });
});
