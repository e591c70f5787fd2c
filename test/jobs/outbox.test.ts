import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WindowRule } from "../../src/channels/contract.ts";
import { Spending } from "../../src/jobs/spending.ts";
import { createOutcomeStore } from "../../src/storage/outcomes.ts";
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

const notice = (place: string, more = {}) => ({ to: `messenger:page:${place.split("|")[2]}`, text: "thông báo", more: { broadcast: place, ...more } });
const given = (reason: string) => async () => (await world.metrics.notSent.get()).values.some((one) => one.labels["reason"] === reason);

describe("a refused message", () => {
  it("waits exactly as long as the platform asks, then goes out once, in order", async () => {
    await world.start();
    world.answers.set("page", answersInTurn(refuse("throttled", { retryAfterMs: 600 }), undefined));
    const start = performance.now();
    await world.give("reply", [{ to: "messenger:page:1", text: "a" }, { to: "messenger:page:1", text: "b" }]);
    await until("both arrived", () => world.textsTo("1").length === 2);
    expect(world.textsTo("1")).toEqual(["a", "b"]);
    expect(world.arrivals[0]!.at - start).toBeGreaterThanOrEqual(600);
    expect(world.arrivals[0]!.at - start).toBeLessThan(2_000);
  });

  it("is tried again when the network failed, and no part that went out is repeated", async () => {
    await world.start();
    world.answers.set("page", answersInTurn(undefined, refuse("network"), undefined));
    await world.give("reply", [{ to: "messenger:page:2", text: "first part|second part" }]);
    await until("both parts arrived", () => world.textsTo("2").length === 2);
    await until("the lane is empty", () => world.idle());
    expect(world.textsTo("2")).toEqual(["first part", "second part"]);
    // Also the part of the first try is known when its echo comes.
    expect((await world.lanes.trail("messenger:page:2")).map((sent) => sent.messageId)).toEqual(["messenger:page:2#first part", "messenger:page:2#second part"]);
  });

  it("with a content that may be taken at another try is tried once more, any other never", async () => {
    await world.start();
    world.answers.set("page", answersInTurn(refuse("bad-content", { retryable: true }), refuse("bad-content"), undefined));
    await world.give("reply", [{ to: "messenger:page:1", text: "a" }]);
    await until("it was given up", given("bad-content"));
    await world.give("reply", [{ to: "messenger:page:1", text: "b" }]);
    await until("the next arrived", () => world.textsTo("1").length === 1);
    expect(world.textsTo("1")).toEqual(["b"]);
  });

  it("marks who blocked us, and the others get theirs", async () => {
    await world.start();
    world.answers.set("page", answersInTurn(refuse("blocked"), undefined));
    await world.give("reply", [{ to: "messenger:page:4", text: "x" }]);
    await until("it was given up", given("blocked"));
    await world.give("reply", [{ to: "messenger:page:5", text: "y" }]);
    await until("the other got theirs", () => world.textsTo("5").length === 1);
    expect(world.unreachable).toEqual(["messenger:page:4"]);
  });

  it("that brings a warning of the platform is given up, and staff hear of it", async () => {
    const told: unknown[][] = [];
    await world.start({ accountTrouble: async (...what) => void told.push(what) });
    world.answers.set("page", refuse("blocked", { platformCode: "613/2018338", warns: true }));
    await world.give("reply", [{ to: "messenger:page:6", text: "x" }]);
    await until("staff were told", () => told.length > 0);
    expect(told).toEqual([["messenger:page", "warned", "613/2018338"]]);
    expect(world.unreachable).toEqual(["messenger:page:6"]);
  });

  it("of an account whose token is gone waits; staff hear of it once; it goes out when they have put it right", async () => {
    const told: unknown[][] = [];
    await world.start({ accountTrouble: async (...what) => void told.push(what) });
    world.answers.set("page", refuse("token", { platformCode: "190" }));
    await world.give("reply", Array.from({ length: 20 }, (_, i) => ({ to: `messenger:page:${i}`, text: `t${i}` })));
    await until("staff were told", () => told.length > 0);
    await world.give("reply", [{ to: "messenger:other:1", text: "another account" }]);
    await until("another account sends", () => world.textsTo("1").length === 1);
    expect(told).toEqual([["messenger:page", "token", "190"]]);
    expect(await world.lanes.waiting("out")).toBe(20);
    world.answers.delete("page");
    await world.lanes.accounts.resume("messenger:page");
    await until("all arrived", () => world.arrivals.length === 21);
    await until("nothing waits", () => world.idle());
    expect(new Set(world.arrivals.map((one) => one.text)).size).toBe(21);
  });

  it("is given up when the account has been in trouble for a day", async () => {
    await world.start();
    await worlds.redis.hset(`${world.lanes.prefix}pace:messenger:page`, "since", Date.now() - 25 * 3_600_000);
    world.answers.set("page", refuse("quota"));
    await world.give("bulk", [1, 2, 3].map((i) => notice(`day|0|${i}`)));
    for (const i of [1, 2, 3]) await until("it is recorded as failed", async () => (await world.outcome(`day|0|${i}`)) === "f:quota");
  });
});

describe("a message of unknown outcome", () => {
  it("is tried a few times more when it is a reply, then set aside where staff see it; a notice never again", async () => {
    await world.start({ echoWaitMs: 50, unknownPauseMs: 20 });
    world.answers.set("page", answersInTurn(...Array.from({ length: 4 }, () => refuse("unknown-outcome")), undefined));
    await world.give("reply", [{ to: "messenger:page:3", text: "reply" }]);
    await until("it was given up", given("unknown-outcome"));
    await until("the lane is empty", () => world.idle());
    const [aside] = await world.lanes.failed("out");
    expect(aside).toMatchObject({ contact: "messenger:page:3", error: "unknown-outcome" });
    expect(await world.lanes.retryFailed("out", aside!.id)).toBe(true);
    await until("it arrived after all", () => world.textsTo("3").length === 1);
    world.answers.set("page", answersInTurn(refuse("unknown-outcome"), undefined));
    await world.give("bulk", [notice("n|0|3")]);
    await until("the outcome is recorded", async () => (await world.outcome("n|0|3")) === "u");
    expect(world.textsTo("3")).toEqual(["reply"]);
  });

  it.each(["unknown-outcome", "network"] as const)("survives an outage of some seconds: an error of the platform's own or its gateway's (%s) means that it is away", async (code) => {
    await world.start({ echoWaitMs: 1, unknownPauseMs: 5 });
    world.answers.set("page", answersInTurn(...Array.from({ length: 4 }, () => refuse(code, { platformCode: "http-503" })), undefined));
    await world.give("reply", [{ to: "messenger:page:4", text: "code" }]);
    await until("it arrived", () => world.textsTo("4").length === 1);
  });

  it("goes out when it is a notice that was certainly not taken", async () => {
    await world.start({ unknownPauseMs: 5 });
    world.answers.set("page", answersInTurn(refuse("network", { platformCode: "502" }), refuse("network", { platformCode: "500" }), undefined));
    await world.give("bulk", [notice("n|0|9")]);
    await until("it is recorded", async () => (await world.outcome("n|0|9")) === "s");
    expect(world.textsTo("9")).toHaveLength(1);
  });

  it("waits for its echo, which saves the second try", async () => {
    await world.start({ echoWaitMs: 400 });
    world.answers.set("page", answersInTurn(refuse("unknown-outcome"), undefined));
    const contact = "messenger:page:8";
    await world.give("reply", [{ to: contact, text: "once", more: { id: "reply-8" } }, { to: contact, text: "next" }]);
    await until("it is in doubt", async () => (await world.lanes.inDoubt(contact)) === "reply-8");
    expect(await world.lanes.inFlight(contact)).toBe(true);
    await world.lanes.confirm("reply-8");
    await until("the next arrived", () => world.textsTo("8").length === 1);
    expect(world.textsTo("8")).toEqual(["next"]);
  });

  it("goes out once more without an echo", async () => {
    await world.start({ echoWaitMs: 300 });
    world.answers.set("page", answersInTurn(refuse("unknown-outcome"), undefined));
    const start = performance.now();
    await world.give("reply", [{ to: "messenger:page:9", text: "again" }]);
    await until("it arrived", () => world.textsTo("9").length === 1);
    expect(world.arrivals[0]!.at - start).toBeGreaterThanOrEqual(300);
  });

  it("because its sender died: a notice is not repeated, a reply is", async () => {
    for (const family of ["bulk", "out"]) await worlds.redis.hset(`${world.lanes.prefix}${family}:held`, "messenger:page:6", "a dead worker's token+");
    await world.start();
    await world.give("bulk", [notice("dead|0|6")]);
    await until("the outcome is recorded", async () => (await world.outcome("dead|0|6")) === "u");
    expect(world.textsTo("6")).toEqual([]);
    await world.give("reply", [{ to: "messenger:page:6", text: "reply" }]);
    await until("the reply arrived", () => world.textsTo("6").length === 1);
  });

  it("because its sender died is not given back for another slot by a process that comes late to its own", async () => {
    const people = Array.from({ length: 30 }, (_, i) => `messenger:page:${100 + i}`);
    for (const person of people) await worlds.redis.hset(`${world.lanes.prefix}bulk:held`, person, "a dead worker's token+");
    await world.lanes.accounts.setRate("messenger:page", 50);
    const standingStill = setInterval(() => {
      for (const end = performance.now() + 40; performance.now() < end; );
    }, 45);
    try {
      await world.start();
      await world.give("bulk", people.map((_, i) => notice(`dead|0|${100 + i}`)));
      await until("the outcomes are recorded", async () => (await Promise.all(people.map((_, i) => world.outcome(`dead|0|${100 + i}`)))).every((state) => state !== null), 20_000);
    } finally {
      clearInterval(standingStill);
    }
    expect(world.arrivals).toEqual([]);
  });

  it("because its sender died before it began: it is not unknown, a notice goes out", async () => {
    await worlds.redis.hset(`${world.lanes.prefix}bulk:held`, "messenger:page:6", "a dead worker's token");
    await world.start();
    await world.give("bulk", [notice("dead|0|6")]);
    await until("the outcome is recorded", async () => (await world.outcome("dead|0|6")) === "s");
    expect(world.textsTo("6")).toHaveLength(1);
  });

  it("is not tried for ever where every sender dies before it begins", async () => {
    await worlds.redis.hset(`${world.lanes.prefix}bulk:held`, "messenger:page:6", "a dead worker's token");
    await worlds.redis.hset(`${world.lanes.prefix}bulk:crashes`, "messenger:page:6", 4);
    await world.start();
    await world.give("bulk", [notice("dead|0|6")]);
    await until("the outcome is recorded", async () => (await world.outcome("dead|0|6")) === "f:bug");
    expect(world.textsTo("6")).toEqual([]);
  });

  it("because its sender died, but its echo has come: counts as sent", async () => {
    await worlds.redis.hset(`${world.lanes.prefix}bulk:held`, "messenger:page:6", "a dead worker's token+");
    await world.lanes.confirm("b:dead|0|6");
    await world.start();
    await world.give("bulk", [notice("dead|0|6", { id: "b:dead|0|6" })]);
    await until("the outcome is recorded", async () => (await world.outcome("dead|0|6")) === "s");
    expect(world.textsTo("6")).toEqual([]);
  });
});

describe("a notice whose window has ended", () => {
  const ended = (place: string, more = {}) => notice(place, { windowEnds: Date.now() - 1000, ...more });
  const rules = (rule: WindowRule) => ({ windowRule: async () => rule });

  it("is not sent unless the person has acted since", async () => {
    await world.start();
    await world.give("bulk", [ended("w|0|1")]);
    await until("it is recorded", async () => (await world.outcome("w|0|1")) === "w");
    await world.stop();
    await world.start(rules("free"));
    await world.give("bulk", [ended("w|0|2")]);
    await until("it is recorded", async () => (await world.outcome("w|0|2")) === "s");
    expect(world.arrivals.map((one) => one.person)).toEqual(["2"]);
  });

  it("goes out in the longer window of staff when staff wrote it", async () => {
    await world.start(rules("staff"));
    await world.give("bulk", [ended("s|0|1"), ended("s|0|2", { author: "staff" })]);
    await until("both are recorded", async () => (await world.outcome("s|0|1")) === "w" && (await world.outcome("s|0|2")) === "s");
    expect(world.arrivals.map((one) => one.person)).toEqual(["2"]);
  });

  it("is paid for while the account's budget lasts, and what did not go out costs nothing", async () => {
    world.policy = { paidPrice: 55 };
    const spending = new Spending(worlds.redis, world.lanes.prefix, { limitOf: () => 120, timeZone: "Asia/Ho_Chi_Minh" });
    world.answers.set("page", answersInTurn(refuse("bad-content"), undefined));
    await world.start({ ...rules("paid"), spending });
    await world.give("bulk", [ended("p|0|1")]);
    await until("the refused one is recorded", async () => (await world.outcome("p|0|1"))?.startsWith("f:"));
    expect(await spending.spent("messenger:page")).toBe(0);
    await world.give("bulk", [2, 3, 4, 5].map((i) => ended(`p|0|${i}`)));
    const outcomes = await until("all are recorded", async () => {
      const all = await Promise.all([2, 3, 4, 5].map((i) => world.outcome(`p|0|${i}`)));
      return all.every((one) => one !== null) ? all : undefined;
    });
    expect(outcomes.sort()).toEqual(["s", "s", "w", "w"]);
    expect(await spending.spent("messenger:page")).toBe(110);
  });

  it("is paid for by the call, and of one that stopped in the middle only what went out", async () => {
    world.policy = { paidPrice: 55 };
    const spending = new Spending(worlds.redis, world.lanes.prefix, { limitOf: () => 220, timeZone: "Asia/Ho_Chi_Minh" });
    world.answers.set("page", answersInTurn(undefined, refuse("bad-content"), undefined));
    await world.start({ ...rules("paid"), spending });
    await world.give("bulk", [{ ...ended("q|0|1"), text: "một|hai" }]);
    await until("the refused one is recorded", async () => (await world.outcome("q|0|1"))?.startsWith("f:"));
    expect(await spending.spent("messenger:page")).toBe(55);
    await world.give("bulk", [{ ...ended("q|0|2"), text: "ba|bốn" }]);
    await until("the other is recorded", async () => (await world.outcome("q|0|2")) === "s");
    expect(await spending.spent("messenger:page")).toBe(165);
  });

  it("that the platform refuses for its window is recorded as that", async () => {
    await world.start();
    world.answers.set("page", refuse("window-closed"));
    await world.give("bulk", [notice("c|0|1")]);
    await until("it is recorded", async () => (await world.outcome("c|0|1")) === "w");
  });
});

describe("what was sent", () => {
  it("leaves a trail by which echoes and receipts find it", async () => {
    await world.start();
    await world.give("bulk", [notice("t|0|1", { id: "b:t|0|1" })]);
    await until("it is recorded", async () => (await world.outcome("t|0|1")) === "s");
    const [sent] = await world.lanes.trail("messenger:page:1");
    expect(sent).toMatchObject({ messageId: "messenger:page:1#thông báo", id: "b:t|0|1", place: "t|0|1" });
    expect(Math.abs(sent!.at - Date.now())).toBeLessThan(5_000);
  });

  it("does not include what staff's takeover dropped while the first reply was on its way", async () => {
    await world.start();
    const contact = "messenger:page:7";
    let answer = () => {};
    world.answers.set("page", () => new Promise<void>((resolve) => (answer = resolve)));
    await world.give("reply", ["one", "two", "three"].map((text) => ({ to: contact, text })));
    await until("the first is on its way", () => world.lanes.inFlight(contact));
    expect(await world.lanes.dropReplies(contact)).toBe(2);
    await until("it was taken", async () => {
      answer();
      return world.idle();
    });
    expect(world.textsTo("7")).toEqual(["one"]);
    expect(await world.lanes.inFlight(contact)).toBe(false);
  });
});

describe("a process that slept longer than its lease", () => {
  it("sends nothing any more of what another one took over", async () => {
    await world.give("reply", [{ to: "messenger:page:1", text: "a" }, { to: "messenger:page:1", text: "b" }]);
    const asleep = (await world.lanes.claim("out", 1, 5)).claims[0]!;
    expect(world.lanes.holds(asleep)).toBe(true);
    await world.runOut(asleep);
    await world.start();
    await until("the other one sent both", () => world.textsTo("1").length === 2);
    // It wakes: first the timer that renews leases, then the sending it was at.
    await world.lanes.extend("out", [asleep]);
    expect(world.lanes.holds(asleep)).toBe(false);
    await world.handler()(asleep);
    await until("the lane is empty", () => world.idle());
    expect(world.textsTo("1")).toEqual(["a", "b"]);
  });
});

describe("a notice of several calls", () => {
  const parts = { text: "ảnh|lời", more: { broadcast: "m|0|1", id: "b:m|0|1" } };

  it("is not sent from its beginning by the next process, nor under its next number", async () => {
    const contact = "messenger:page:1";
    await world.lanes.leaveTrail(contact, [{ messageId: "x1", id: "b:m|0|1", place: "m|0|1" }]);
    await world.start();
    await world.give("bulk", [{ to: contact, text: "ảnh|lời", more: { broadcast: "m|0|1", id: "b:m|0|1:1001" } }]);
    await until("it is recorded", async () => (await world.outcome("m|0|1")) === "s");
    expect(world.textsTo("1")).toEqual(["lời"]);
  });

  it("has not arrived because the echo of its first call came", async () => {
    await world.start();
    let failed = false;
    world.answers.set("page", async (call) => {
      if ((call.body as { text: string }).text !== "lời" || failed) return;
      failed = true;
      await world.lanes.confirm("b:m|0|1");
      refuse("network")();
    });
    await world.give("bulk", [{ to: "messenger:page:1", ...parts }]);
    await until("it is recorded", async () => (await world.outcome("m|0|1")) === "s");
    expect(world.textsTo("1")).toEqual(["ảnh", "lời"]);
  });
});

describe("when Redis comes back and has forgotten its last moment", () => {
  const contact = "messenger:page:1";
  const forgetClaim = () => worlds.redis.hdel(`${world.lanes.prefix}bulk:held`, contact);
  const comeBack = async () => {
    await Promise.all([new Promise((done) => worlds.redis.once("ready", done)), Promise.resolve(worlds.redis.disconnect(true))]);
  };

  it("a notice under way is neither taken by another nor sent once more", async () => {
    await world.start();
    let answer: (() => void) | undefined;
    world.answers.set("page", () => new Promise<void>((resolve) => (answer = resolve)));
    await world.give("bulk", [notice("f|0|1", { id: "b:f|0|1" })]);
    await until("it is on its way", async () => answer !== undefined);
    await forgetClaim();
    await comeBack();
    await until("it is held again, as one that had begun", async () => (await worlds.redis.hget(`${world.lanes.prefix}bulk:held`, contact))?.endsWith("+"));
    answer!();
    await until("it is recorded", async () => (await world.outcome("f|0|1")) === "s");
    expect(await world.idle()).toBe(true);
    expect(world.textsTo("1")).toHaveLength(1);
  });

  it("an end that was answered is told again, and the message is not taken in a second time", async () => {
    await world.start();
    await world.give("bulk", [notice("f|0|1", { id: "b:f|0|1" })]);
    await until("it is recorded", async () => (await world.outcome("f|0|1")) === "s");
    await worlds.redis.del(`${world.lanes.prefix}outcomes:f`, `${world.lanes.prefix}seen:b:f|0|1`);
    await comeBack();
    await until("it is recorded again", async () => (await world.outcome("f|0|1")) === "s");
    expect(await world.lanes.add("bulk", [{ contact, id: "b:f|0|1", json: "{}" }])).toEqual([false]);
  });

  it("one whose claim is gone when the platform has taken it ends with what is known", async () => {
    const handle = world.handler();
    await world.lanes.accounts.setRate("messenger:page", 1000);
    await world.give("bulk", [notice("f|0|1", { id: "b:f|0|1" })]);
    const claim = (await world.lanes.claim("bulk", 1, 1)).claims[0]!;
    world.answers.set("page", async () => void (await forgetClaim()));
    await world.lanes.begin(claim);
    await handle(claim);
    expect([await world.outcome("f|0|1"), await world.idle()]).toEqual(["s", true]);
  });
});

describe("a platform that is away", () => {
  it("costs a list a few unknown outcomes only, and the rest goes out when it is back", async () => {
    let back = false;
    world.answers.set("page", () => (back ? undefined : refuse("unknown-outcome")()));
    world.policy = { bulkPerSecond: 200 };
    await world.start({ echoWaitMs: 1 });
    const places = Array.from({ length: 200 }, (_, i) => `away|0|${i}`);
    await world.give("bulk", places.map((place) => notice(place)));
    await until("the account rests", async () => Number(await worlds.redis.get(`${world.lanes.prefix}pause:messenger:page`)) > Date.now() + 1_500);
    back = true;
    const states = await until("all are recorded", async () => {
      const all = await Promise.all(places.map((place) => world.outcome(place)));
      return all.every((one) => one !== null) ? all : undefined;
    });
    expect(states.filter((state) => state === "u").length).toBeLessThan(60);
    expect(states.filter((state) => state !== "u" && state !== "s")).toEqual([]);
    expect(world.arrivals).toHaveLength(states.filter((state) => state === "s").length);
  });

  it("is no failure of a notice that was certainly not taken", async () => {
    let back = false;
    let refused = 0;
    world.answers.set("page", () => {
      if (back) return;
      refused++;
      refuse("network", { platformCode: "ECONNREFUSED" })();
    });
    await world.start();
    await world.give("bulk", Array.from({ length: 10 }, (_, i) => notice(`off|0|${i}`)));
    await until("one went ahead after a rest", async () => refused >= 9);
    const tries = await worlds.redis.hvals(`${world.lanes.prefix}bulk:tries`);
    expect(tries.reduce((sum, one) => sum + Number(one), 0)).toBeLessThanOrEqual(10);
    back = true;
    await until("all have arrived", async () => world.arrivals.length === 10);
  });
});

describe("what a notice's rows hear", () => {
  it("only moves forward, in whatever order it is told", async () => {
    const outcomes = createOutcomeStore(worlds.redis, world.lanes.prefix);
    const at = { broadcast: "o", row: "0|1" };
    for (const state of ["s", "a", "r", "d", "u", "s"]) await outcomes.write({ ...at, state });
    expect(await world.outcome("o|0|1")).toBe("a");
  });

  it("is an end also for one that waited in the list of somebody who had everything deleted", async () => {
    await world.give("bulk", [notice("gone|0|1")]);
    await world.lanes.forget("messenger:page:1");
    expect(await world.outcome("gone|0|1")).toBe("x");
  });

  it("waits for a later time without keeping the account busy", async () => {
    await world.lanes.accounts.setRate("messenger:page", 1000);
    await world.give("bulk", [notice("q|0|1"), notice("q|0|2")]);
    const [later] = (await world.lanes.claim("bulk", 1, 1)).claims;
    await world.lanes.postpone(later!, 60_000);
    expect(await world.lanes.queued("bulk", ["messenger:page"])).toEqual([{ soon: 1, all: 2 }]);
  });
});
