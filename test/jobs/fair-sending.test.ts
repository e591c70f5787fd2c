import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { until } from "../kit/until.ts";
import { answersInTurn, openSendingWorlds, refuse, type SendingWorld } from "./sending-world.ts";

let worlds: Awaited<ReturnType<typeof openSendingWorlds>>;
let world: SendingWorld;

beforeAll(async () => {
  worlds = await openSendingWorlds();
});
afterAll(() => worlds.close());
beforeEach(() => {
  world = worlds.next();
});
afterEach(() => world.stop());

const many = (account: string, count: number, text = "x") => Array.from({ length: count }, (_, i) => ({ to: `telegram:${account}:${i}`, text: `${text}${i}` }));
const times = (account: string): number[] => world.arrivals.filter((one) => one.account === account).map((one) => one.at);
/** A platform that takes so many calls in any second. `refused` throws. */
function inAnySecond(most: () => number, refused: () => void): () => void {
  const lately: number[] = [];
  return () => {
    const now = performance.now();
    while (lately.length > 0 && lately[0]! < now - 1000) lately.shift();
    if (lately.length >= most()) refused();
    lately.push(now);
  };
}

describe("an account in trouble", () => {
  it("that answers slowly or is at its limit holds up no other", async () => {
    const waiting: (() => void)[] = [];
    world.answers.set("slow", () => new Promise<void>((resolve) => waiting.push(resolve)));
    world.answers.set("limited", refuse("throttled", { retryAfterMs: 60_000 }));
    await world.start();
    for (const urgency of ["reply", "bulk"] as const) await world.give(urgency, [...many("slow", 2000), ...many("limited", 2000)]);
    await until("the slow account holds its share", () => waiting.length >= 48);
    const others = Array.from({ length: 100 }, (_, i) => `other${i}`);
    const start = performance.now();
    for (const urgency of ["reply", "bulk"] as const) await world.give(urgency, others.flatMap((account) => many(account, 3, urgency)));
    await until("the others are through", () => world.arrivals.length === 600);
    expect(performance.now() - start).toBeLessThan(10_000);
    // Replies of the slow account wait, so its notices have not begun.
    expect(waiting).toHaveLength(48);
    world.answers.delete("slow");
    world.answers.delete("limited");
    for (const go of waiting) go();
    await until("the slow account is through", () => times("slow").length === 4000, 20_000);
  });

  it("leaves room for the next one however many are in trouble", async () => {
    const waiting: (() => void)[] = [];
    for (let i = 0; i < 40; i++) world.answers.set(`slow${i}`, () => new Promise<void>((resolve) => waiting.push(resolve)));
    await world.start();
    await world.give("reply", Array.from({ length: 40 }, (_, i) => many(`slow${i}`, 60)).flat());
    await until("the slow ones hold what they may", () => waiting.length > 400);
    await world.give("reply", many("quick", 30));
    await until("the quick one is through", () => times("quick").length === 30);
    world.answers.clear();
    for (const go of waiting) go();
    await until("all are through", () => world.arrivals.length === 2430, 20_000);
  });
});

describe("a limit", () => {
  it("is kept by all processes for exactly as long as the platform says, and nothing is lost, doubled or out of order", async () => {
    let refusedAt = 0;
    const early: number[] = [];
    world.answers.set("1", () => {
      const now = performance.now();
      if (refusedAt === 0 && world.arrivals.length >= 40) {
        refusedAt = now;
        refuse("throttled", { retryAfterMs: 1500 })();
      }
      // What was on its way already may still arrive.
      if (refusedAt > 0 && now > refusedAt + 200 && now < refusedAt + 1500) early.push(now - refusedAt);
      return new Promise((resolve) => setTimeout(resolve, 10));
    });
    await world.start();
    await world.start();
    await world.give("reply", Array.from({ length: 300 }, (_, i) => ({ to: `telegram:1:${i % 60}`, text: `${Math.floor(i / 60)}` })));
    await until("all arrived", () => world.arrivals.length >= 300, 30_000);
    await until("nothing waits", () => world.idle());
    expect(early).toEqual([]);
    const next = Math.min(...times("1").filter((at) => at > refusedAt + 300));
    expect(next - refusedAt).toBeLessThan(3_000);
    for (let person = 0; person < 60; person++) expect(world.textsTo(String(person))).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("of the channel is used to the full by notices and never exceeded, by two processes together", async () => {
    world.policy = { bulkPerSecond: 50 };
    await world.start();
    await world.start();
    await world.give("bulk", many("1", 300));
    await until("five seconds' worth arrived", () => times("1").length >= 251, 20_000);
    const at = times("1");
    // The first one or two go before the rate is known.
    const seconds = (at[250]! - at[5]!) / 1000;
    const rate = 245 / seconds;
    // How near it comes is measured by `bench -- fairness` on a machine with nothing else to do; here only that it is a pace.
    expect(rate).toBeGreaterThanOrEqual(0.8 * 50);
    expect(rate).toBeLessThanOrEqual(1.02 * 50);
  });

  it("makes notices wait for the replies, which never wait", async () => {
    world.policy = { bulkPerSecond: 20 };
    await world.start();
    await world.give("bulk", many("1", 60, "notice"));
    await until("notices are under way", () => times("1").length >= 5);
    const start = performance.now();
    await world.give("reply", Array.from({ length: 40 }, (_, i) => ({ to: `telegram:1:r${i}`, text: "reply" })));
    await until("the replies are through", () => world.arrivals.filter((one) => one.text === "reply").length === 40);
    expect(performance.now() - start).toBeLessThan(1_500);
    // Forty replies are two seconds of the account's rate: notices give way for them, but for the one or two that had their slot.
    const noticesAt = () => world.arrivals.filter((one) => one.text.startsWith("notice") && one.at > start).map((one) => one.at);
    await until("notices follow", () => noticesAt().length >= 6, 20_000);
    expect(noticesAt()[5]! - start).toBeGreaterThan(1_500);
  });

  it("that the platform's own answers name is kept", async () => {
    world.policy = { bulkPerSecond: 200 };
    world.answers.set("1", () => ({ limit: { perSecond: 20 } }));
    await world.start();
    await world.give("bulk", many("1", 60));
    await until("two seconds' worth arrived", () => times("1").length >= 50, 20_000);
    const at = times("1");
    expect(30_000 / (at[49]! - at[19]!)).toBeLessThanOrEqual(20.8);
    expect(30_000 / (at[49]! - at[19]!)).toBeGreaterThanOrEqual(14);
  });

  it("named for a second at most holds only its person, and the account when refusals repeat", async () => {
    world.policy = { bulkPerSecond: 100 };
    let calls = 0;
    let refusing = false;
    const refusedAt: number[] = [];
    world.answers.set("1", () => {
      if (++calls !== 10 && !refusing) return;
      refusedAt.push(performance.now());
      refuse("throttled", { retryAfterMs: 1000 })();
    });
    await world.start();
    await world.give("bulk", many("1", 100));
    await until("all arrived", () => world.arrivals.length === 100);
    const [first] = refusedAt;
    expect(times("1").filter((at) => at > first! + 50 && at < first! + 600).length).toBeGreaterThan(10);
    expect(times("1").at(-1)! - first!).toBeGreaterThanOrEqual(1000);
    refusing = true;
    refusedAt.length = 0;
    await world.give("bulk", many("1", 100, "more"));
    await until("refusals repeat", () => refusedAt.length > 10);
    const repeated = refusedAt.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    // At its pace it would have been refused fifty times.
    expect(refusedAt.length - repeated).toBeLessThan(15);
    refusing = false;
    await until("all arrived", () => world.arrivals.length === 200, 30_000);
  });

  it("is learned from what is taken where refusals repeat, and not from messages that only came too close together", async () => {
    world.policy = { bulkPerSecond: 120 };
    let limit = 122;
    world.answers.set("1", inAnySecond(() => limit, refuse("throttled", { retryAfterMs: 1000 })));
    const learned = async () => Number(await worlds.redis.hget(`${world.lanes.prefix}pace:telegram:1`, "learned"));
    await world.start();
    await world.give("bulk", many("1", 180, "before"));
    const standingStill = setInterval(() => {
      for (const end = performance.now() + 180; performance.now() < end; );
    }, 600);
    await until("all arrived", () => world.arrivals.length === 180, 30_000);
    clearInterval(standingStill);
    expect(await learned()).toBe(0);
    limit = 60;
    await world.give("bulk", many("1", 400));
    await until("it is learned", async () => (await learned()) > 40 && (await learned()) < 72, 20_000);
    await until("all arrived", () => world.arrivals.length === 580, 30_000);
  });

  it("far below the channel's is found in seconds, and used", async () => {
    world.policy = { bulkPerSecond: 300 };
    let refused = 0;
    world.answers.set("1", inAnySecond(() => 60, () => {
      refused++;
      refuse("throttled")();
    }));
    await world.start();
    await world.start();
    const start = performance.now();
    await world.give("bulk", many("1", 480));
    await until("all arrived", () => world.arrivals.length === 480, 60_000);
    // Eight seconds' worth; at the channel's own pace four of five would have been refused.
    expect(performance.now() - start).toBeLessThan(12_000);
    expect(refused).toBeLessThan(300);
    const learned = Number(await worlds.redis.hget(`${world.lanes.prefix}pace:telegram:1`, "learned"));
    expect(learned).toBeGreaterThan(48);
    expect(learned).toBeLessThan(80);
  });

  it("is not thought lower because some calls are refused that have nothing to do with the pace", async () => {
    world.policy = { bulkPerSecond: 100 };
    let calls = 0;
    world.answers.set("1", () => {
      if (++calls % 33 === 0) refuse("throttled", { retryAfterMs: 0 })();
    });
    await world.start();
    await world.give("bulk", many("1", 500));
    await until("all arrived", () => world.arrivals.length === 500, 30_000);
    expect(await worlds.redis.hget(`${world.lanes.prefix}pace:telegram:1`, "learned")).toBeNull();
  });

  it("makes replies keep to the pace too once the platform has refused one", async () => {
    world.policy = { bulkPerSecond: 30 };
    world.answers.set("1", answersInTurn(refuse("throttled", { retryAfterMs: 1_001 }), undefined));
    await world.start();
    await world.give("reply", many("1", 1));
    await until("it arrived", () => times("1").length === 1);
    await world.give("reply", Array.from({ length: 45 }, (_, i) => ({ to: `telegram:1:p${i}`, text: "reply" })));
    await until("all arrived", () => times("1").length === 46);
    const at = times("1");
    expect(at[45]! - at[1]!).toBeGreaterThan(1_400);
    expect(at[45]! - at[1]!).toBeLessThan(4_000);
  });
});
