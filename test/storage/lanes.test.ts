import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lanes, leaseMs, memberJson, type Claim } from "../../src/storage/lanes/lanes.ts";
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
  lanes = new Lanes(redis, `t${round++}:`);
});

const item = (contact: string, text: string, order?: number, id = `${contact}-${text}`) => ({ contact, id, ...(order === undefined ? {} : { order }), json: JSON.stringify(text) });
const texts = (claim: Claim): string[] => claim.members.map((member) => JSON.parse(memberJson(member)));
async function claimOne(items = 10): Promise<Claim> {
  const { claims } = await lanes.claim("in", 1, items);
  expect(claims).toHaveLength(1);
  return claims[0]!;
}
/** As if the time of the lease had gone by. */
async function endLease(contact: string, family = "in"): Promise<void> {
  await redis.zadd(`${lanes.prefix}${family}:due:-`, 0, contact);
  await redis.zadd(`${lanes.prefix}${family}:accounts`, 0, "-");
}

describe("a lane", () => {
  it("keeps a person's items in their order, whatever order they arrive in", async () => {
    await lanes.add("in", [item("lan", "third", 30), item("lan", "first", 10), item("lan", "second", 20)]);
    expect(texts(await claimOne())).toEqual(["first", "second", "third"]);
  });

  it("keeps the order of arrival among items of the same time", async () => {
    await lanes.add("in", Array.from({ length: 12 }, (_, i) => item("lan", `n${i}`, 5)));
    expect(texts(await claimOne(20))).toEqual(Array.from({ length: 12 }, (_, i) => `n${i}`));
  });

  it("drops what it has seen, also within one call", async () => {
    expect(await lanes.add("in", [item("lan", "a"), item("lan", "a"), item("lan", "b")])).toEqual([true, false, true]);
    expect(await lanes.add("in", [item("lan", "a")])).toEqual([false]);
    const ttl = await redis.ttl(`${lanes.prefix}seen:lan-a`);
    expect(ttl).toBeGreaterThan(71 * 3600);
    expect(ttl).toBeLessThanOrEqual(72 * 3600);
  });

  it("is held by one worker at a time", async () => {
    await lanes.add("in", [item("lan", "a"), item("minh", "b")]);
    const { claims } = await lanes.claim("in", 10, 10);
    expect(claims.map((claim) => claim.contact).sort()).toEqual(["lan", "minh"]);
    await lanes.add("in", [item("lan", "c")]);
    expect((await lanes.claim("in", 10, 10)).claims).toEqual([]);
  });

  it("comes back when its holder dies, and the dead holder's late word is refused", async () => {
    await lanes.add("in", [item("lan", "a")]);
    const dead = await claimOne();
    await endLease("lan");
    const alive = await claimOne();
    expect(alive.crashes).toBe(1);
    expect(texts(alive)).toEqual(["a"]);
    expect(await lanes.finish(dead, dead.members[0]!, { release: true, adds: [{ family: "out", contact: "lan", json: '"doubled"' }] })).toBe(false);
    expect(await lanes.finish(alive, alive.members[0]!, { release: true, adds: [{ family: "out", contact: "lan", json: '"reply"' }] })).toBe(true);
    expect(await redis.zcard(`${lanes.prefix}out:l:lan`)).toBe(1);
  });

  it("tells whether a holder that died had begun", async () => {
    const bulk = async (): Promise<Claim> => (await lanes.claim("bulk", 1, 1)).claims[0]!;
    await lanes.accounts.setRate("-", 1000);
    await lanes.add("bulk", [item("lan", "a")]);
    const first = await bulk();
    await endLease("lan", "bulk");
    const second = await bulk();
    expect([second.crashes, second.begun]).toEqual([1, false]);
    expect(await lanes.begin(first)).toBe(false);
    expect(await lanes.begin(second)).toBe(true);
    // The command comes again when its answer got lost with the connection.
    expect(await lanes.begin(second)).toBe(true);
    await endLease("lan", "bulk");
    const third = await bulk();
    expect([third.crashes, third.begun]).toEqual([2, true]);
    expect(await lanes.finish(second, second.members[0]!, { release: true })).toBe(false);
    // Whoever was to record it as unknown may die as well.
    await endLease("lan", "bulk");
    const fourth = await bulk();
    expect([fourth.crashes, fourth.begun]).toEqual([3, true]);
    expect(await lanes.finish(fourth, fourth.members[0]!, { release: true })).toBe(true);
    expect(await lanes.waiting("bulk")).toBe(0);
  });

  it("keeps its lease while the holder renews it", async () => {
    await lanes.add("in", [item("lan", "a")]);
    const claim = await claimOne();
    await redis.zadd(`${lanes.prefix}in:due:-`, 1, "lan");
    await lanes.extend("in", [claim]);
    expect(Number(await redis.zscore(`${lanes.prefix}in:due:-`, "lan"))).toBeGreaterThan(Date.now() + leaseMs / 2);
  });

  it("ends an item, its replies, its timer and its outcome together", async () => {
    await lanes.add("in", [item("lan", "a"), item("lan", "b")]);
    const claim = await claimOne();
    await lanes.finish(claim, claim.members[0]!, {
      release: false,
      adds: [{ family: "out", contact: "lan", json: '"1"' }, { family: "out", contact: "lan", json: '"2"' }],
      timer: { at: 5, ask: 7 },
      record: { broadcast: "x", row: "0|1", state: "s" },
    });
    expect((await lanes.claim("in", 1, 1)).claims).toEqual([]);
    expect(await redis.hget(`${lanes.prefix}outcomes:x`, "0|1")).toBe("s");
    await lanes.finish(claim, claim.members[1]!, { release: true });
    expect(await lanes.waiting("in")).toBe(0);
    expect(texts((await lanes.claim("out", 1, 5)).claims[0]!)).toEqual(["1", "2"]);
    expect(await lanes.ring()).toBe(1);
    expect(JSON.parse(memberJson((await claimOne()).members[0]!))).toMatchObject({ contact: "lan", input: { kind: "tick", ask: 7 } });
    expect(await lanes.ring()).toBe(0);
  });

  it("gives an event three tries, then sets it aside and goes on", async () => {
    await lanes.add("in", [item("lan", "poison"), item("lan", "good")]);
    const outcomes: string[] = [];
    for (let i = 0; i < 3; i++) {
      const claim = await claimOne();
      outcomes.push(await lanes.fail(claim, claim.members[0]!, { delayMs: 0, limit: 3, error: { error: "Boom" } }));
    }
    expect(outcomes).toEqual(["again", "again", "aside"]);
    expect(texts(await claimOne())).toEqual(["good"]);
    const [failed] = await lanes.failed("in");
    expect(failed).toMatchObject({ contact: "lan", error: "Boom", item: '"poison"' });
    await endLease("lan");
    expect(await lanes.retryFailed("in", failed!.id)).toBe(true);
    expect(await lanes.failed("in")).toEqual([]);
    expect(texts(await claimOne())).toEqual(["good", "poison"]);
  });

  it("postpones without counting a try", async () => {
    await lanes.add("in", [item("lan", "a")]);
    for (let i = 0; i < 5; i++) await lanes.postpone(await claimOne(), 0);
    expect((await claimOne()).tries).toBe(0);
    await lanes.forget("lan");
  });

  it("waits the reorder window, then is due", async () => {
    await lanes.add("in", [item("lan", "late", 2)], 80);
    const early = await lanes.claim("in", 1, 5);
    expect(early.claims).toEqual([]);
    expect(early.nextMs).toBeGreaterThan(0);
    await lanes.add("in", [item("lan", "earlier", 1)], 80);
    const claims = await until("the window is over", async () => {
      const found = (await lanes.claim("in", 1, 5)).claims;
      return found.length > 0 ? found : undefined;
    });
    expect(texts(claims[0]!)).toEqual(["earlier", "late"]);
  });

  it("ends an item once although the word of it comes twice", async () => {
    await lanes.add("in", [item("lan", "a"), item("lan", "b")]);
    const claim = await claimOne();
    const end = () => lanes.finish(claim, claim.members[0]!, { release: false, adds: [{ family: "out", contact: "lan", json: '"reply"' }] });
    expect([await end(), await end()]).toEqual([true, true]);
    expect(await redis.zcard(`${lanes.prefix}out:l:lan`)).toBe(1);
  });

  it("forgets what waits to be sent to a person", async () => {
    await lanes.add("out", [item("lan", "a")]);
    await lanes.add("bulk", [item("lan", "b")]);
    await lanes.forget("lan");
    expect(await lanes.waiting("out")).toBe(0);
    expect(await lanes.waiting("bulk")).toBe(0);
    expect(await redis.exists(`${lanes.prefix}out:l:lan`, `${lanes.prefix}bulk:l:lan`)).toBe(0);
  });

  it("serves a thousand people with five items each exactly once by ten racing workers", async () => {
    const people = Array.from({ length: 1000 }, (_, i) => `p${i}`);
    await lanes.add("in", people.flatMap((one) => Array.from({ length: 5 }, (_, i) => item(one, `${i}`, i))));
    const seen = new Map<string, string[]>();
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (;;) {
          const { claims } = await lanes.claim("in", 7, 2);
          if (claims.length === 0) return;
          for (const claim of claims)
            for (const [i, member] of claim.members.entries()) {
              seen.set(claim.contact, [...(seen.get(claim.contact) ?? []), JSON.parse(memberJson(member))]);
              expect(await lanes.finish(claim, member, { release: i === claim.members.length - 1 })).toBe(true);
            }
        }
      }),
    );
    expect(seen.size).toBe(1000);
    for (const order of seen.values()) expect(order).toEqual(["0", "1", "2", "3", "4"]);
    expect(await lanes.waiting("in")).toBe(0);
  });
});
