import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  clubById, clubContacts, clubKinds, clubModels, clubsOf, countMembers, expireMemberships, forgetClubMember, joinClub, kindName, leaveAllClubs, leaveClub, listClubs, membershipOf, searchClubs,
  type Club, type ClubModels,
} from "../../src/clubs/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const [lan, minh] = ["telegram:bot:Lan", "zalo:oa:Minh"];
let engines: TestEngines;
let connection: Connection;
let clubs: ClubModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  connection = await openDatabase(engines);
  clubs = clubModels(connection);
  await clubs.clubs.create([
    club("bong-da", "CLB Bóng đá xã Mẫu", "sport", { keywords: ["đá banh"] }),
    club("bong", "CLB Bóng chuyền", "sport", { order: 2 }),
    club("xanh", "CLB Tình nguyện xanh", "volunteer", { order: 3, state: "full" }),
    club("cu", "CLB Thơ", "culture", { order: 4, state: "dissolved" }),
  ]);
});
afterEach(() => connection.close());

function club(_id: string, name: string, kind: Club["kind"], fields: Partial<Club> = {}): Club {
  return { _id, name, label: name.slice(4, 24), kind, leader: "Chị Hoa", schedule: "Tối thứ sáu", place: "Nhà văn hóa", description: "", keywords: [], order: 1, state: "open", ...fields };
}

const join = (contact: string, mark: string, fields: { club?: string; motivation?: string } = {}) => joinClub(clubs, { club: "bong-da", contact, code: `CLB-${mark}`, mark, now, ...fields });
const leave = (contact: string, mark: string) => leaveClub(clubs, { club: "bong-da", contact, mark, now });

describe("join-club", () => {
  it("answers the act played again as the first time, and another act as a member", async () => {
    const first = await join(lan, "a");
    expect(first).toMatchObject({ outcome: "joined", code: "CLB-a" });
    expect(await join(lan, "a")).toEqual(first);
    expect(await join(lan, "b")).toEqual({ ...first, outcome: "already" });
    expect(await clubs.memberships.countDocuments({})).toBe(1);
  });

  it("says joined again even when the club became full in between", async () => {
    await join(lan, "a");
    await clubs.clubs.updateOne({ _id: "bong-da" }, { $set: { state: "full" } });
    expect(await join(lan, "a")).toMatchObject({ outcome: "joined", code: "CLB-a" });
    expect(await join(minh, "b")).toEqual({ outcome: "closed" });
  });

  it("takes one of twenty acts of the same person at once", async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => join(lan, `m${i}`)));
    expect(results.filter((one) => one.outcome === "joined")).toHaveLength(1);
    expect(new Set(results.map((one) => "code" in one && one.code)).size).toBe(1);
  });

  it("refuses where there is no club, or none any more", async () => {
    expect(await join(lan, "a", { club: "none" })).toEqual({ outcome: "missing" });
    expect(await join(lan, "a", { club: "cu" })).toEqual({ outcome: "missing" });
    expect(await join(lan, "a", { club: "xanh" })).toEqual({ outcome: "closed" });
    expect(await clubs.memberships.countDocuments({})).toBe(0);
  });
});

describe("leave-club", () => {
  it("ends once, forgets why somebody joined, and lets them come back under a new code", async () => {
    await join(lan, "a", { motivation: "vui" });
    expect(await leave(lan, "b")).toBe(true);
    expect(await leave(lan, "b")).toBe(true);
    expect(await leave(lan, "c")).toBe(false);
    expect(await membershipOf(clubs, "bong-da", lan)).not.toHaveProperty("motivation");
    expect(await join(lan, "d")).toMatchObject({ outcome: "joined", code: "CLB-d" });
    expect(await leave(minh, "e")).toBe(false);
  });

  it("ends all of one person's at once and none of another's", async () => {
    await join(lan, "a");
    await join(lan, "b", { club: "bong" });
    await join(minh, "c");
    await leaveAllClubs(clubs, lan, "d", now);
    await leaveAllClubs(clubs, lan, "d", now);
    expect(await clubsOf(clubs, lan)).toEqual([]);
    expect(await clubsOf(clubs, minh)).toMatchObject([{ _id: "bong-da" }]);
  });
});

describe("members", () => {
  it("lists a club's people in ascending pages, without those who left and without the club next door", async () => {
    const people = Array.from({ length: 7 }, (_, i) => `zalo:oa:${i}`);
    for (const person of people) await join(person, person);
    await join(lan, "next-door", { club: "bong" });
    await leave(people[3]!, "left");
    const first = await clubContacts(clubs, "bong-da", "", 4);
    const second = await clubContacts(clubs, "bong-da", first.at(-1)!, 4);
    expect([...first, ...second]).toEqual(people.filter((_, i) => i !== 3));
    expect(await clubContacts(clubs, "bong", "", 4)).toEqual([lan]);
    expect(await countMembers(clubs, "bong-da", now)).toBe(6);
  });

  it("forgets a person, and memberships that ended long ago", async () => {
    await join(lan, "a", { motivation: "vì Lan thích" });
    await join(minh, "b");
    await leave(minh, "c");
    await forgetClubMember(clubs, lan);
    await forgetClubMember(clubs, lan);
    expect(JSON.stringify(await clubs.memberships.find().lean())).not.toContain("Lan");
    expect(await expireMemberships(clubs, now)).toBe(0);
    expect(await expireMemberships(clubs, now + 1)).toBe(1);
  });
});

describe("finding", () => {
  it("lists open clubs first, dissolved ones never", async () => {
    expect((await listClubs(clubs)).map((one) => one._id)).toEqual(["bong-da", "bong", "xanh"]);
    expect((await listClubs(clubs, "volunteer")).map((one) => one._id)).toEqual(["xanh"]);
    expect(await clubById(clubs, "cu")).toBeUndefined();
  });

  it.each([
    ["bóng đá", ["bong-da"]],
    ["bong da", ["bong-da"]],
    ["đá banh", ["bong-da"]],
    ["câu lạc bộ bóng", ["bong-da", "bong"]],
    ["bơi lội", []],
    ["câu lạc bộ", []],
    ["thơ", []],
    ["", []],
  ])("searches “%s”", async (text, ids) => expect((await searchClubs(clubs, text)).map((one) => one._id)).toEqual(ids));

  it("has kinds that fit on a button in both languages", () => {
    for (const kind of clubKinds) for (const locale of ["vi", "en"] as const) expect([...kindName(kind, locale)].length).toBeLessThanOrEqual(20);
  });
});
