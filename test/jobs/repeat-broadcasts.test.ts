import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createBroadcast, endSeries, expireTraces, forgetRecipient, settingsOf, type Broadcast, type NewBroadcast, type Repeat } from "../../src/broadcasts/index.ts";
import { moveWithUnits } from "../../src/office/move-with-units.ts";
import { nextTime, repeatBroadcasts } from "../../src/jobs/repeat-broadcasts.ts";
import { createSteering } from "../../src/service/broadcasts.ts";
import { startDueBroadcasts } from "../../src/service/broadcast-clock.ts";
import { repeatPorts } from "../../src/service/calendar.ts";
import { openCalendarWorld, type CalendarWorld } from "./calendar-world.ts";

const dayMs = 86_400_000;
const zone = "Asia/Ho_Chi_Minh";
let world: CalendarWorld;
beforeAll(async () => {
  world = await openCalendarWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const local = (time: string): number => Date.parse(`${time}:00+07:00`);
const look = async (): Promise<void> => void (await Promise.all([1, 2, 3].map(() => repeatBroadcasts(repeatPorts(world.service, world.now)))));
const write = (fields: Partial<Broadcast>): Promise<boolean> =>
  createBroadcast(world.service.rooms.broadcasts, { _id: "notice-x", kind: "notice", commune: "xa-a", by: "s", audience: { units: ["xa-a"] }, content: { texts: { vi: "Họp nhé" } }, state: "scheduled", ...fields } as NewBroadcast, world.now());
/** The clock of broadcasts begins one. */
const begin = (id: string): Promise<unknown> => world.service.rooms.broadcasts.broadcasts.updateOne({ _id: id, state: "scheduled" }, { $set: { state: "planning", startedAt: world.now() } });
const times = async (): Promise<[string, string, string][]> => (await world.broadcasts()).map(({ _id, state, at }) => [_id, state, new Date(at! + 7 * 3_600_000).toISOString().slice(0, 16)]);

describe("days of a series", () => {
  it("keep the wall clock, fall on a month's last day where it is short, and come back to their own", () => {
    const days = (every: "week" | "month" | "year", since: string, count: number, timeZone = zone): string[] => {
      const found: string[] = [];
      for (let at = local(since); found.length < count; ) found.push(new Date((at = nextTime({ every }, local(since), at, timeZone)!)).toISOString());
      return found;
    };
    expect(days("month", "2026-12-31T08:00", 4)).toEqual(["2027-01-31T01:00:00.000Z", "2027-02-28T01:00:00.000Z", "2027-03-31T01:00:00.000Z", "2027-04-30T01:00:00.000Z"]);
    expect(days("year", "2028-02-29T06:30", 4).map((day) => day.slice(0, 10))).toEqual(["2029-02-27", "2030-02-27", "2031-02-27", "2032-02-28"]);
    expect(days("week", "2026-12-26T20:00", 2)).toEqual(["2027-01-02T13:00:00.000Z", "2027-01-09T13:00:00.000Z"]);
    // A zone with summer time: eight in the morning stays eight.
    expect(new Date(nextTime({ every: "week" }, Date.parse("2026-03-23T07:00:00Z"), Date.parse("2026-03-23T07:00:00Z"), "Europe/Berlin")!).toISOString()).toBe("2026-03-30T06:00:00.000Z");
  });

  it("follow a weekday of the month and the moon, as series of activities do", () => {
    const days = (repeat: Repeat, since: string, count: number): string[] => {
      const found: number[] = [];
      for (let at = local(since); found.length < count; ) found.push((at = nextTime(repeat, local(since), at, zone)!));
      return found.map((at) => new Date(at + 7 * 3_600_000).toISOString().slice(0, 16));
    };
    expect(days({ every: "month", weekday: 6, nth: 2 }, "2026-12-12T08:00", 3)).toEqual(["2027-01-09T08:00", "2027-02-13T08:00", "2027-03-13T08:00"]);
    expect(days({ every: "month", weekday: 0, nth: -1 }, "2026-12-27T19:30", 2)).toEqual(["2027-01-31T19:30", "2027-02-28T19:30"]);
    // The full moon of the first lunar month, and Tết of two years: 2027-02-06 and 2028-01-26.
    expect(days({ every: "lunar-month", day: 15 }, "2027-01-22T07:00", 2)).toEqual(["2027-02-20T07:00", "2027-03-22T07:00"]);
    expect(days({ every: "lunar-year", month: 1, day: 1 }, "2026-02-17T07:00", 2)).toEqual(["2027-02-06T07:00", "2028-01-26T07:00"]);
  });
});

describe("a broadcast that repeats", () => {
  it("writes its next one when it begins, once, whatever number of processes look; the same words, people and time", async () => {
    world.at("2026-01-31T08:00");
    await write({ at: local("2026-01-31T08:00"), expiresAt: local("2026-02-03T08:00"), repeat: { every: "month" }, urgent: true, purpose: "news", approval: { needed: true, askedAt: 1, by: "t", at: 2, count: 600 } });
    await look();
    expect(await times()).toHaveLength(1);
    await begin("notice-x");
    await look();
    await look();
    expect(await times()).toEqual([["notice-x", "planning", "2026-01-31T08:00"], ["notice-x-20260228", "scheduled", "2026-02-28T08:00"]]);
    expect((await world.broadcasts())[1]).toMatchObject({ kind: "notice", purpose: "news", commune: "xa-a", by: "s", follows: "notice-x", urgent: true, repeat: { every: "month" }, content: { texts: { vi: "Họp nhé" } }, audience: { units: ["xa-a"] }, expiresAt: local("2026-03-03T08:00"), approval: { by: "t" }, total: 0, chunks: 0, cursor: "" });
    world.at("2026-02-28T08:00");
    await begin("notice-x-20260228");
    await look();
    expect((await times()).at(-1)).toEqual(["notice-x-20260331", "scheduled", "2026-03-31T08:00"]);
    expect((await world.broadcasts()).at(-1)!.follows).toBe("notice-x");
  });

  it("comes no more when staff end its series, from whichever of its times", async () => {
    const { broadcasts } = world.service.rooms;
    world.at("2026-01-05T08:00");
    await write({ at: local("2026-01-05T08:00"), repeat: { every: "week" } });
    await begin("notice-x");
    await look();
    world.at("2026-01-12T08:00");
    await begin("notice-x-20260112");
    await look();
    await write({ _id: "notice-x-other", repeat: { every: "week" }, at: local("2026-01-20T08:00") });
    expect(await endSeries(broadcasts, (await world.broadcasts()).find((one) => one._id === "notice-x")!, world.now())).toBe(true);
    await look();
    const after = (await world.broadcasts()).map(({ _id, state, repeat }) => [_id, state, Boolean(repeat)]);
    expect(after.toSorted()).toEqual([["notice-x", "planning", false], ["notice-x-20260112", "planning", false], ["notice-x-20260119", "cancelled", false], ["notice-x-other", "scheduled", true]]);
    expect(await endSeries(broadcasts, (await world.broadcasts()).find((one) => one._id === "notice-x-20260112")!, world.now())).toBe(false);
  });

  it("is begun by the clock like any other", async () => {
    const now = Date.now();
    await createBroadcast(world.service.rooms.broadcasts, { _id: "notice-now", kind: "notice", commune: "xa-a", audience: { units: ["xa-a"] }, content: { texts: { vi: "x" } }, state: "scheduled", at: now - 1000, repeat: { every: "week" } }, now);
    await startDueBroadcasts(world.service);
    await repeatBroadcasts(repeatPorts(world.service));
    const [first, next] = await world.broadcasts();
    expect([first!.state, next!.state, next!.at! - first!.at!]).toEqual([expect.stringMatching(/planning|sending|done/), "scheduled", expect.any(Number)]);
    expect(Math.round((next!.at! - first!.at!) / dayMs)).toBe(7);
  });

  it("ends when its next one is cancelled, and after its last day", async () => {
    world.at("2026-05-01T08:00");
    await write({ at: local("2026-05-01T08:00"), repeat: { every: "week", until: local("2026-05-15T08:00") } });
    await begin("notice-x");
    await look();
    const { rooms, queue, lanes } = world.service;
    expect(await createSteering({ broadcasts: rooms.broadcasts, queue, lanes }).cancel("notice-x-20260508")).toBe(true);
    world.at("2026-05-09T08:00");
    await look();
    expect((await times()).map(([id, state]) => [id, state])).toEqual([["notice-x", "planning"], ["notice-x-20260508", "cancelled"]]);
    await write({ _id: "notice-y", at: local("2026-05-10T08:00"), repeat: { every: "week", until: local("2026-05-15T08:00") } });
    await begin("notice-y");
    await look();
    expect((await times()).filter(([id]) => id.startsWith("notice-y"))).toHaveLength(1);
  });

  it("does not make up for what came due while the service was off, and follows when staff move it", async () => {
    world.at("2026-05-20T10:00");
    await write({ at: local("2026-05-01T08:00"), repeat: { every: "week" } });
    await begin("notice-x");
    await look();
    expect((await times()).at(-1)).toEqual(["notice-x-20260522", "scheduled", "2026-05-22T08:00"]);
    await world.service.rooms.broadcasts.broadcasts.updateOne({ _id: "notice-x-20260522" }, { $set: { at: local("2026-05-23T19:00") } });
    world.at("2026-05-23T19:00");
    await begin("notice-x-20260522");
    await look();
    expect((await times()).at(-1)).toEqual(["notice-x-20260530", "scheduled", "2026-05-30T19:00"]);
  });
});

describe("what is kept of notices", () => {
  it("goes with the person: rows, answers, places in audiences; and with time", async () => {
    const { broadcasts } = world.service.rooms;
    const [gone, stays] = [await world.person("gone"), await world.person("stays")];
    await write({ audience: { contacts: [gone, stays], except: { contacts: [gone] } } });
    await broadcasts.audiences.insertMany([{ _id: "both", name: "Hai bạn", query: { contacts: [gone, stays] }, by: "s", createdAt: 1 }, { _id: "one", name: "Một bạn", query: { contacts: [gone] }, by: "s", createdAt: 1 }]);
    await broadcasts.replies.insertMany([gone, stays].map((contact) => ({ _id: `notice-x|${contact}`, broadcast: "notice-x", contact, at: 100 })));
    await broadcasts.calls.create({ _id: "questions-week|xa-a|2026-07-13", at: 100 });
    await forgetRecipient(broadcasts, gone);
    expect((await world.broadcasts())[0]!.audience).toEqual({ contacts: [stays], except: { contacts: [] } });
    expect((await broadcasts.audiences.find().lean()).map(({ _id, query }) => [_id, query])).toEqual([["both", { contacts: [stays] }]]);
    expect(await broadcasts.replies.distinct("contact")).toEqual([stays]);
    await expireTraces(broadcasts, { calls: 100, replies: 101 });
    expect([await broadcasts.calls.countDocuments(), await broadcasts.replies.countDocuments()]).toEqual([1, 0]);
    await expireTraces(broadcasts, { calls: 101, replies: 101 });
    expect(await broadcasts.calls.countDocuments()).toBe(0);
  });

  it("follows a commune that merged: its notices, audiences and settings, where the new one set none", async () => {
    const { broadcasts } = world.service.rooms;
    await broadcasts.settings.insertMany([{ _id: "xa-a", without: ["dues"], duesDay: 9, version: 3 }]);
    await write({});
    const move = { communes: [{ from: "xa-a", to: "xa-b" }] };
    await moveWithUnits(world.service.office, move);
    await moveWithUnits(world.service.office, move);
    expect(await settingsOf(broadcasts, "xa-a")).toBeUndefined();
    expect(await settingsOf(broadcasts, "xa-b")).toMatchObject({ without: ["dues"], duesDay: 9, version: 1 });
    expect((await world.broadcasts())[0]!.commune).toBe("xa-b");
    await broadcasts.settings.insertMany([{ _id: "xa-a", duesDay: 20, version: 1 }]);
    await moveWithUnits(world.service.office, move);
    expect([await settingsOf(broadcasts, "xa-a"), (await settingsOf(broadcasts, "xa-b"))!.duesDay]).toEqual([undefined, 9]);
  });
});
