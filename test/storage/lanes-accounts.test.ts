import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lanes, type Claim, type Family } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { until } from "../kit/until.ts";

let engines: TestEngines;
let redis: Redis;
let lanes: Lanes;
let round = 0;

beforeAll(async () => {
  engines = await startEngines({ redis: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});
beforeEach(() => {
  lanes = new Lanes(redis, `a${round++}:`);
});

async function fill(family: Family, account: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    await lanes.add(family, Array.from({ length: size }, (_, i) => ({ contact: `${account}:${from + i}`, json: "{}" })));
  }
}

const take = async (family: Family, number: number, shares?: Parameters<Lanes["claim"]>[3]): Promise<Claim[]> => (await lanes.claim(family, number, 5, shares)).claims;
const accountsOf = (claims: Claim[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { contact } of claims) {
    const account = contact.slice(0, contact.lastIndexOf(":"));
    counts[account] = (counts[account] ?? 0) + 1;
  }
  return counts;
};
const end = (claim: Claim) => lanes.finish(claim, claim.members[0]!, { release: true });

describe("accounts", () => {
  it("are served in turn, whatever waits in one of them", async () => {
    await fill("out", "zalo:big", 3000);
    await fill("out", "zalo:a", 2);
    await fill("out", "zalo:b", 2);
    expect(accountsOf(await take("out", 6))).toEqual({ "zalo:big": 2, "zalo:a": 2, "zalo:b": 2 });
    await fill("out", "zalo:c", 3);
    const one = await take("out", 1);
    const next = await take("out", 1);
    expect(accountsOf([...one, ...next])).toEqual({ "zalo:big": 1, "zalo:c": 1 });
    // What the others do not need goes to who has more.
    expect(accountsOf(await take("out", 20))).toEqual({ "zalo:big": 18, "zalo:c": 2 });
    expect(await lanes.waiting("out")).toBe(3000 + 2 + 2 + 3);
  });

  it("give no more than their share, and those without room are passed over and not waited for", async () => {
    await fill("out", "zalo:slow", 50);
    await fill("out", "zalo:quick", 50);
    expect(accountsOf(await take("out", 40, { most: 10, room: [["zalo:slow", 3]] }))).toEqual({ "zalo:slow": 3, "zalo:quick": 10 });
    const rest = await lanes.claim("out", 100, 5, { most: 100, room: [["zalo:slow", 0]] });
    expect(accountsOf(rest.claims)).toEqual({ "zalo:quick": 40 });
    // Nothing is due but of the full account and what is held.
    expect(rest.nextMs).toBeGreaterThan(4000);
  });

  it("cost by what is taken, not by what waits: 100,000 people of one and 300 others", async () => {
    for (let i = 0; i < 300; i++) await fill("out", `zalo:${i}`, 3);
    const claimMs = async (): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 60; i++) {
        const start = performance.now();
        const claims = await take("out", 10);
        times.push(performance.now() - start);
        await Promise.all(claims.map((claim) => lanes.postpone(claim, 0)));
      }
      return times.sort((a, b) => a - b)[10]!;
    };
    const before = await claimMs();
    await fill("out", "zalo:huge", 100_000);
    expect(await claimMs()).toBeLessThan(before * 3 + 2);
    expect(accountsOf(await take("out", 301))["zalo:huge"]).toBeLessThan(5);
  });

  it("leave nothing behind when all is done", async () => {
    await fill("out", "zalo:1", 5);
    await fill("bulk", "zalo:1", 5);
    for (const claim of await take("out", 10)) await end(claim);
    for (let i = 0; i < 5; i++) for (const claim of await take("bulk", 1)) await end(claim);
    expect(await lanes.waiting("out")).toBe(0);
    expect(await lanes.waiting("bulk")).toBe(0);
    for (const family of ["out", "bulk"] as const) {
      await redis.zadd(`${lanes.prefix}${family}:accounts`, 0, "zalo:1"); // the time of the next visit has come
      expect(await lanes.claim(family, 1, 1)).toEqual({ claims: [], nextMs: -1 });
    }
    const left = (await redis.keys(`${lanes.prefix}*`)).map((key) => key.slice(lanes.prefix.length)).sort();
    expect(left).toEqual(["seq", "token"]);
  });
});

describe("a pause", () => {
  it("holds an account's replies and notices for exactly its time, and no other account nor events", async () => {
    for (const family of ["in", "note", "out", "bulk"] as const) {
      await fill(family, "zalo:1", 1);
      await fill(family, "zalo:2", 1);
    }
    const start = performance.now();
    await lanes.accounts.pause("zalo:1", 300, "throttled");
    await lanes.accounts.pause("zalo:1", 100, "asked"); // never shortens
    for (const family of ["in", "note"] as const) expect(accountsOf(await take(family, 10))).toEqual({ "zalo:1": 1, "zalo:2": 1 });
    const out = await lanes.claim("out", 10, 5);
    expect(accountsOf(out.claims)).toEqual({ "zalo:2": 1 });
    expect(out.nextMs).toBeGreaterThan(0);
    expect(out.nextMs).toBeLessThanOrEqual(300);
    await fill("out", "zalo:1", 3); // what comes meanwhile waits too
    const [claim] = await until("it is over", async () => {
      const claims = await take("out", 1);
      return claims.length > 0 ? claims : undefined;
    });
    expect(claim!.contact).toBe("zalo:1:0");
    expect(performance.now() - start).toBeGreaterThanOrEqual(299);
    expect(performance.now() - start).toBeLessThan(2_000); // a busy machine looks late
  });

  it("keeps the place of who was being served", async () => {
    await fill("out", "zalo:1", 4);
    const [first] = await take("out", 1);
    await lanes.accounts.pause("zalo:1", 50, "throttled");
    await lanes.postpone(first!, "front");
    const [again] = await until("it is over", async () => {
      const claims = await take("out", 1);
      return claims.length > 0 ? claims : undefined;
    });
    expect(again!.contact).toBe(first!.contact);
    expect(again!.tries).toBe(0);
  });

  it("ends at once when a human put the account right", async () => {
    await fill("bulk", "zalo:1", 2);
    expect(await lanes.accounts.park("zalo:1", 60_000, 1e9)).toEqual({ fresh: true, lastingMs: 0 });
    expect((await lanes.accounts.park("zalo:1", 60_000, 1e9)).fresh).toBe(false);
    expect(await take("bulk", 2)).toEqual([]);
    await lanes.accounts.resume("zalo:1");
    expect(await take("bulk", 1)).toHaveLength(1);
  });

  it("stops a lane in the middle of its items", async () => {
    await lanes.add("out", ["a", "b"].map((text) => ({ contact: "zalo:1:5", json: JSON.stringify(text) })));
    const [claim] = await take("out", 1);
    await lanes.accounts.pause("zalo:1", 60_000, "throttled");
    expect(await lanes.finish(claim!, claim!.members[0]!, { release: false, next: claim!.members[1]! })).toBe(false);
    await lanes.accounts.resume("zalo:1");
    expect((await take("out", 1))[0]!.members).toEqual([claim!.members[1]]);
  });
});

describe("the pace", () => {
  const slots = async (account: string, number: number): Promise<number[]> => {
    const at: number[] = [];
    await until(`${number} slots`, async () => {
      const { claims } = await lanes.claim("bulk", 50, 1);
      for (const claim of claims) if (claim.contact.startsWith(account)) at.push(performance.now() + claim.slot!.inMs);
      return at.length >= number;
    });
    return at;
  };
  const perSecond = (at: number[]): number => ((at.length - 1) * 1000) / (at.at(-1)! - at[0]!);

  it("gives notices even slots at the account's rate", async () => {
    await lanes.accounts.setRate("zalo:1", 100);
    await fill("bulk", "zalo:1", 200);
    const rate = perSecond(await slots("zalo:1", 100));
    // A busy machine comes late for its slots; `bench -- fairness` measures how near the rate comes.
    expect(rate).toBeGreaterThan(60);
    expect(rate).toBeLessThan(103);
  });

  it("gives one notice a look before the rate is known", async () => {
    await fill("bulk", "zalo:1", 5);
    expect(await take("bulk", 5)).toHaveLength(1);
  });

  it("gives no notice while a reply of the account waits", async () => {
    await lanes.accounts.setRate("zalo:1", 1000);
    await fill("bulk", "zalo:1", 5);
    await fill("out", "zalo:1", 1);
    expect(await take("bulk", 5)).toEqual([]);
    expect(await take("out", 5)).toHaveLength(1);
    await until("it is the notices' turn", async () => (await take("bulk", 5)).length > 0);
  });

  it("learns what the platform takes from refusals, and knows it in every process", async () => {
    await lanes.accounts.setRate("zalo:1", 100);
    await fill("bulk", "zalo:1", 300);
    const refuseAfter = async (number: number): Promise<void> => {
      for (let taken = 0; taken < number; ) for (const claim of await take("bulk", number - taken)) {
        await lanes.finish(claim, claim.members[0]!, { release: true, calls: { all: 1, withSlot: 1 } });
        taken++;
      }
      await lanes.accounts.pause("zalo:1", 50, "throttled");
    };
    await refuseAfter(20);
    expect(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned")).toBeNull();
    await refuseAfter(20); // twenty in the second since
    const learned = Number(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned"));
    expect(learned).toBeGreaterThan(15);
    expect(learned).toBeLessThan(20);
    const rate = perSecond(await slots("zalo:1", 15));
    expect(rate).toBeLessThan(20.4);
  });

  it("is as quick as before when refusals go on however slow it gets", async () => {
    await lanes.accounts.setRate("zalo:1", 100);
    const learned = async (): Promise<number> => Number(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned"));
    const after: number[] = [];
    for (let refusal = 0; refusal < 7; refusal++) {
      await lanes.accounts.pause("zalo:1", 0, "throttled");
      after.push(await learned());
    }
    expect(after.map(Math.round)).toEqual([0, 50, 25, 13, 0, 0, 0]);
  });

  it("is looked at anew by short refusals after long ones taught nothing", async () => {
    await lanes.accounts.setRate("zalo:1", 100);
    for (let refusal = 0; refusal < 5; refusal++) await lanes.accounts.pause("zalo:1", 0, "throttled");
    expect(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned")).toBeNull();
    const second = Math.floor(Number((await redis.time())[0]));
    for (let back = -1; back <= 4; back++) await redis.hset(`${lanes.prefix}calls:zalo:1:${second - back}`, { ok: 94, no: 7 });
    expect(await lanes.accounts.refused("zalo:1", 1000)).toBe(1000);
    expect(Number(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned"))).toBeCloseTo(0.985 * 94);
  });

  it("leaves a pause as long as it was when many are refused for a second", async () => {
    await lanes.accounts.setRate("zalo:1", 100);
    await lanes.accounts.pause("zalo:1", 60_000, "asked");
    await lanes.accounts.debit(new Map([["zalo:1", { all: 5, withSlot: 5 }]]));
    for (let refusal = 0; refusal < 12; refusal++) await lanes.accounts.refused("zalo:1", 1000);
    expect(Number(await redis.hget(`${lanes.prefix}pace:zalo:1`, "learned"))).toBeGreaterThan(0);
    expect(Number(await redis.get(`${lanes.prefix}pause:zalo:1`)) - Date.now()).toBeGreaterThan(50_000);
  });

  it("waits longer with each refusal that names no time, a minute at most", async () => {
    const waits: number[] = [];
    for (let refusal = 0; refusal < 8; refusal++) {
      await lanes.accounts.pause("messenger:1", undefined, "throttled");
      waits.push(Math.round((Number(await redis.get(`${lanes.prefix}pause:messenger:1`)) - Date.now()) / 1000));
      // Refused together is refused once.
      await lanes.accounts.pause("messenger:1", undefined, "throttled");
      await redis.set(`${lanes.prefix}pause:messenger:1`, 0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });
});
