import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Lanes, memberJson, type Claim, type Family } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";

let engines: TestEngines;
let redis: Redis;
let lanes: Lanes;
let round = 0;
const lan = "zalo:1:lan";

beforeAll(async () => {
  engines = await startEngines({ redis: true });
  redis = connectRedis(engines.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await engines.stop();
});
beforeEach(() => {
  lanes = new Lanes(redis, `s${round++}:`);
});

const give = (...messages: Record<string, unknown>[]) => lanes.add("out", messages.map((message) => ({ contact: lan, json: JSON.stringify(message) })));
const claimOne = async (family: Family = "out"): Promise<Claim> => (await lanes.claim(family, 1, 5)).claims[0]!;
const waitingTexts = async (): Promise<unknown[]> => (await redis.zrange(`${lanes.prefix}out:l:${lan}`, "0", "-1")).map((member) => JSON.parse(memberJson(member)).text);

describe("the trail of what was sent", () => {
  it("is written with the message's end, all its parts, and only by who holds the lane", async () => {
    await give({ text: "a" });
    const claim = await claimOne();
    const trail = [{ messageId: "m1", id: "e|1/0" }, { messageId: "m2", id: "e|1/0", place: "n|0|7" }];
    expect(await lanes.finish({ ...claim, token: "another" }, claim.members[0]!, { release: true, trail })).toBe(false);
    expect(await lanes.trail(lan)).toEqual([]);
    expect(await lanes.finish(claim, claim.members[0]!, { release: true, trail })).toBe(true);
    expect(await lanes.trail(lan)).toMatchObject(trail);
  });

  it("keeps the newest fifty for eight days, and goes with the person", async () => {
    for (let i = 0; i < 60; i++) await lanes.leaveTrail(lan, [{ messageId: `m${i}`, id: `id${i}` }]);
    const trail = await lanes.trail(lan);
    expect(trail).toHaveLength(50);
    expect(trail.map((sent) => sent.messageId)).toContain("m59");
    expect(await redis.ttl(`${lanes.prefix}trail:${lan}`)).toBeGreaterThan(7.9 * 86_400);
    await lanes.forget(lan);
    expect(await lanes.trail(lan)).toEqual([]);
  });

  it("confirms a message for an hour", async () => {
    expect(await lanes.isConfirmed("e/0")).toBe(false);
    await lanes.confirm("e/0");
    expect(await lanes.isConfirmed("e/0")).toBe(true);
    expect(await redis.ttl(`${lanes.prefix}confirmed:e/0`)).toBeGreaterThan(3500);
  });
});

describe("what is on its way to a person", () => {
  it("is known while a lane of theirs is held, or a message is in doubt", async () => {
    await give({ text: "a" });
    expect(await lanes.inFlight(lan)).toBe(false);
    const claim = await claimOne();
    expect(await lanes.inFlight(lan)).toBe(true);
    await lanes.finish(claim, claim.members[0]!, { release: true });
    expect(await lanes.inFlight(lan)).toBe(false);
    await lanes.doubt(lan, "e/1", 5_000);
    expect(await lanes.inFlight(lan)).toBe(true);
    expect(await lanes.inDoubt(lan)).toBe("e/1");
  });
});

describe("when staff take over", () => {
  it("waiting replies are dropped, but not what stops a button from spinning nor what staff wrote", async () => {
    await give({ text: "a" }, { text: "", acknowledge: "q1" }, { text: "b", acknowledge: "q2" }, { text: "c", author: "staff" });
    expect(await lanes.dropReplies(lan)).toBe(2);
    expect(await waitingTexts()).toEqual(["", "c"]);
  });

  it("the one being sent stays, and its sender goes on with what is left", async () => {
    await give({ text: "a" }, { text: "b" }, { text: "", acknowledge: "q1" });
    const claim = await claimOne();
    expect(await lanes.dropReplies(lan)).toBe(1);
    expect(await lanes.finish(claim, claim.members[0]!, { release: false, next: claim.members[1]! })).toBe(false);
    expect((await claimOne()).members).toEqual([claim.members[2]]);
  });

  it("nothing remains of a lane that is empty now", async () => {
    await give({ text: "a" });
    await lanes.dropReplies(lan);
    expect(await lanes.waiting("out")).toBe(0);
    expect(await redis.exists(`${lanes.prefix}out:l:${lan}`)).toBe(0);
  });

  it("the tries of a dropped reply are not counted against the next", async () => {
    await give({ text: "a" });
    const claim = await claimOne();
    await lanes.fail(claim, claim.members[0]!, { delayMs: 0, limit: 8, error: {} });
    await lanes.dropReplies(lan);
    await give({ text: "b" });
    expect((await claimOne()).tries).toBe(0);
  });
});
