import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { activityById, attendanceOf, checkInByCode, feedbackOf, giveFeedback } from "../../src/activities/index.ts";
import { makeCode, useCode } from "../../src/identities/index.ts";
import * as office from "../../src/office/index.ts";
import { openDesk, OfficeError, type Desk } from "../../src/office/index.ts";
import { expireData } from "../../src/service/retention.ts";
import type { Grant } from "../../src/staff/index.ts";
import { unitTree } from "../../src/units/index.ts";
import { startConsoleWorld, type ConsoleWorld } from "../kit/console/console-world.ts";

const hourMs = 3_600_000;
let world: ConsoleWorld;
let now = Date.parse("2026-11-23T02:00:00Z");
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world.stop());
vi.setConfig({ testTimeout: 30_000 });

async function desk(grants: Grant[] = [{ role: "commune-secretary", unit: "xa-a" }]): Promise<Desk> {
  return openDesk(world.office, { actor: { kind: "staff", id: "s-1", name: "Chị Hoa" }, grants, locale: "vi", tree: await unitTree(world.office.units, { fresh: true }), now });
}
const refused = async (act: Promise<unknown>): Promise<string> => act.then(() => "done", (error: unknown) => (error instanceof OfficeError ? [error.status, ...Object.entries(error.fields).flat()].join(" ") : String(error)));
const plan = async (more: object = {}) => office.newActivity(await desk(), { title: "Dọn đường", kind: "volunteering", startsAt: now + hourMs, ...more });
const register = (activity: string, contact: string, state: "seated" | "waiting" = "seated", ticket = 1) =>
  world.rooms.activities.seats.registrations.create({ _id: `${activity}|${contact}`, dialogue: activity, contact, state, generation: 1, claim: contact, ticket, code: "HD-1", willAsk: false, locale: "vi", joinMark: "m", told: { state, position: 0 }, registeredAt: now } as never);
const link = async (one: string, other: string) => useCode(world.rooms.identities, { contact: other, code: await makeCode(world.rooms.identities, { contact: one, secret: "s", now }), mark: `${one}|${other}`, secret: "s", now });
const there = async (id: string) => (await attendanceOf(world.rooms.activities, id)).map((one) => one.name);

it("counts a human being once, whichever of their chats they registered or checked in on, and as whom staff know them", async () => {
  const { _id, checkInCode } = await plan();
  const [zalo, web] = [await world.chats("Lan"), await world.chats("Lan trên web")];
  await link(zalo, web);
  await register(_id, zalo);
  const person = await office.createPerson(await desk(), { name: "Nguyễn Thị Lan", branch: "thon-a1" });
  await world.rooms.people.people.updateOne({ _id: person._id }, { $set: { contacts: [zalo] } });
  expect(await checkInByCode(world.rooms.activities, checkInCode, { contact: web, others: [zalo], persons: [], name: "Lan" }, now)).toMatchObject({ outcome: "checked-in" });
  expect((await office.activityPeople(await desk(), _id)).registrations).toMatchObject([{ contact: zalo, there: true }]);
  expect(await office.enterAttendance(await desk(), _id, { contacts: [zalo], people: [person._id] })).toEqual({ entered: 0, alike: [] });
  await office.undoAttendance(await desk(), _id, `${_id}|${web}`);
  expect(await office.enterAttendance(await desk(), _id, { people: [person._id], contacts: [zalo] })).toMatchObject({ entered: 1 });
  await office.undoAttendance(await desk(), _id, `${_id}|${zalo}`);
  expect(await office.enterAttendance(await desk(), _id, { people: [person._id] })).toMatchObject({ entered: 1 });
  expect(await checkInByCode(world.rooms.activities, checkInCode, { contact: web, others: [zalo], persons: [person._id], name: "Lan" }, now)).toMatchObject({ outcome: "already" });
});

it("asks of a typed name that somebody there bears whether it is somebody else; the same sheet twice changes nothing", async () => {
  const { _id, checkInCode } = await plan();
  const minh = await world.chats("Trần Văn Minh");
  await checkInByCode(world.rooms.activities, checkInCode, { contact: minh, others: [], persons: [], name: "Trần Văn Minh" }, now);
  const sheet = ["Trần Văn Minh", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Nguyễn Thị Hoa", "Lê Dũng"];
  const first = await office.enterAttendance(await desk(), _id, { names: sheet });
  expect(first).toEqual({
    entered: 2,
    alike: [
      { name: "Trần Văn Minh", number: 1, like: ["Trần Văn Minh"], differs: false },
      { name: "Nguyễn Thị Hòa", number: 1, like: ["Nguyễn Thị Hoa"], differs: true },
      { name: "Nguyễn Thị Hoa", number: 2, like: ["Nguyễn Thị Hoa", "Nguyễn Thị Hòa"], differs: false },
    ],
  });
  const namesakes = first.alike.slice(1).map(({ name, number }) => ({ name, number }));
  expect(await office.enterAttendance(await desk(), _id, { namesakes })).toEqual({ entered: 2, alike: [] });
  expect(await office.enterAttendance(await desk(), _id, { namesakes })).toEqual({ entered: 0, alike: [] });
  const again = await office.enterAttendance(await desk(), _id, { names: sheet });
  expect([again.entered, again.alike.map((one) => one.differs)]).toEqual([0, [false, false, false, false, false]]);
  expect(await there(_id)).toEqual(["Lê Dũng", "Nguyễn Thị Hoa", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Trần Văn Minh"]);
});

it("keeps how many came and what they thought for good, and who, their words and photos only so long", async () => {
  const { _id } = await plan();
  const people = await Promise.all(["Một", "Hai", "Ba", "Bốn", "Năm"].map((name) => world.chats(name)));
  for (const contact of people) await register(_id, contact);
  await office.enterAttendance(await desk(), _id, { contacts: people });
  for (const contact of people) await giveFeedback(world.rooms.activities, { activity: _id, contact, score: 4, words: "Rất vui", now });
  await world.rooms.activities.activities.updateOne({ _id }, { $set: { photos: [{ media: "m1", name: "anh.jpg", consent: "Một", at: now }] } });
  const old = now + world.office.retention.activities;
  expect(await expireData(world.office, old)).not.toHaveProperty("activities");
  expect(await expireData(world.office, old + 3 * hourMs + 1)).toMatchObject({ activities: 3 });
  expect(await expireData(world.office, old + 3 * hourMs + 1)).not.toHaveProperty("activities");
  expect(await there(_id)).toEqual(["", "", "", "", ""]);
  expect(await feedbackOf(world.rooms.activities, _id)).toEqual({ answers: 5, mean: 4, words: [] });
  expect((await activityById(world.rooms.activities, _id))!.photos).toEqual([]);
  const left = await Promise.all([world.rooms.activities.attendance, world.rooms.activities.feedback, world.rooms.activities.seats.registrations].map((model) => (model as { find(): { lean(): Promise<object[]> } }).find().lean()));
  expect(JSON.stringify(left)).not.toMatch(/telegram:bot|Rất vui|Một/);
});

it("clears what is left empty, and keeps how long it lasts when only the beginning moves", async () => {
  const { _id } = await plan({ registerUntil: now, minAge: 16, onlineUrl: "https://hop.example.vn/a", remindersMs: [hourMs], units: ["thon-a1"], endsAt: now + 4 * hourMs });
  const after = await office.changeActivity(await desk(), _id, { registerUntil: null, minAge: null, onlineUrl: null, remindersMs: null, units: [], startsAt: now + 2 * hourMs });
  expect(after).toMatchObject({ startsAt: now + 2 * hourMs, endsAt: now + 5 * hourMs, units: ["xa-a"], revision: 2 });
  for (const name of ["registerUntil", "minAge", "onlineUrl", "remindersMs"]) expect(after, name).not.toHaveProperty(name);
});

it("is of the commune, of one branch or of a club, as whoever plans it says and may", async () => {
  await office.createClub(await desk(), { name: "CLB Tình nguyện xanh", kind: "volunteer" });
  const { _id: club } = (await world.rooms.clubs.clubs.findOne().lean())!;
  expect(await plan({ branch: "thon-a1", club })).toMatchObject({ commune: "xa-a", units: ["thon-a1"], club });
  expect(await refused(plan({ branch: "thon-b1" }))).toBe("422 branch field-wrong");
  expect(await refused(plan({ branch: "xa-a" }))).toBe("422 branch field-wrong");
  const { _id } = await plan({ units: ["thon-a2"] });
  expect((await office.changeActivity(await desk(), _id, { branch: "thon-a1", club })).units).toEqual(["thon-a1", "thon-a2"]);
  expect(await office.changeActivity(await desk(), _id, { branch: null, club: null })).toMatchObject({ units: ["xa-a", "thon-a2"] });
  const branch: Grant[] = [{ role: "branch-secretary", unit: "thon-a1" }];
  const own = await office.newActivity(await desk(branch), { title: "Sinh hoạt", kind: "meeting", startsAt: now + hourMs });
  for (const wish of [{ branch: null }, { branch: "thon-a2" }]) expect(await refused(office.changeActivity(await desk(branch), own._id, wish))).toBe("422 branch field-wrong");
  const leader: Grant[] = [{ role: "club-leader", unit: "xa-a", club }];
  const clubs = await office.newActivity(await desk(leader), { title: "Tập đá", kind: "sport", startsAt: now + hourMs });
  expect(await refused(office.changeActivity(await desk(leader), clubs._id, { club: null }))).toBe("422 club field-wrong");
});

it("shows on the first page what is near, what is over without anybody entered, and drafts whose day comes", async () => {
  now = Date.parse("2027-03-01T02:00:00Z");
  const dayMs = 24 * hourMs;
  const seen = async (grants?: Grant[]) => Object.fromEntries((await office.waiting(await desk(grants))).filter((one) => one.kind.startsWith("activit")).map(({ kind, count, late, path }) => [kind, [count, late, path]]));
  await plan({ startsAt: now + 38 * hourMs });
  await plan({ startsAt: now + 39 * hourMs });
  const listed = await plan({ startsAt: now - 3 * dayMs });
  await office.enterAttendance(await desk(), listed._id, { names: ["Minh"] });
  const { _id: open } = await plan({ startsAt: now - 4 * dayMs });
  await plan({ startsAt: now + 3 * dayMs, draft: true, branch: "thon-a1" });
  await plan({ startsAt: now + 9 * dayMs, draft: true });
  // 38 hours on it is the day after tomorrow's eve here (23:00), 39 is past it.
  expect(await seen()).toEqual({ "activities-soon": [1, 0, expect.stringMatching("/activities/don-duong")], "activities-unlisted": [1, 1, `/console/activities/${open}`], "activity-drafts": [1, 0, expect.stringMatching("/activities/don-duong")] });
  expect(Object.values(await seen([{ role: "branch-secretary", unit: "thon-a1" }])).map(([count]) => count)).toEqual([0, 0, 1]);
  expect(Object.values(await seen([{ role: "commune-secretary", unit: "xa-b" }])).map(([count]) => count)).toEqual([0, 0, 0]);
});

it("lists the people of its branch to be ticked, registers who phones on their chat and takes off who will not come", async () => {
  now = Date.parse("2027-03-10T02:00:00Z");
  const person = async (name: string, branch: string, contacts: string[] = []) => {
    const one = await office.createPerson(await desk(), { name, branch });
    await world.rooms.people.people.updateOne({ _id: one._id }, { $set: { contacts } });
    return one._id;
  };
  const [phones, waits] = [await world.chats("Gọi điện"), await world.chats("Chờ chỗ")];
  const [tu, binh, none, shy] = [await person("Lý Tự", "thon-a1", [phones]), await person("Lý Bình", "thon-a1", [waits]), await person("Lý Không Chat", "thon-a1"), await person("Lý Kín", "thon-a2", [await world.chats("Kín", { consents: {} })])];
  const { _id } = await plan({ branch: "thon-a1", capacity: 1, startsAt: now + hourMs });
  expect((await office.tickList(await desk(), _id)).ticks.map((one) => one.name)).toEqual(expect.arrayContaining(["Lý Bình", "Lý Không Chat", "Lý Tự"]));
  expect((await office.tickList(await desk(), _id)).ticks.map((one) => one.name)).not.toContain("Lý Kín");
  expect(await office.registerPerson(await desk(), _id, { person: tu })).toBe("seated");
  expect(await office.registerPerson(await desk(), _id, { person: tu })).toBe("already");
  expect(await office.registerPerson(await desk(), _id, { person: binh })).toBe("waiting");
  for (const one of [none, shy]) await expect(office.registerPerson(await desk(), _id, { person: one })).rejects.toMatchObject({ status: 409, key: "person-without-chat" });
  await office.takeOff(await desk(), _id, { contact: phones });
  expect((await office.activityPeople(await desk(), _id)).registrations).toMatchObject([{ contact: waits, state: "seated" }]);
  expect(world.told.filter((one) => one.key.startsWith("activities:")).map((one) => [one.contact, one.key])).toEqual([[phones, "activities:staff-seated"], [waits, "activities:staff-waiting"], [phones, "activities:taken-off"]]);
  expect(await office.enterAttendance(await desk(), _id, { people: [none, tu] })).toMatchObject({ entered: 2 });
  expect((await office.tickList(await desk(), _id, { text: "Lý" })).ticks.map(({ name, there, registered }) => [name, there, registered]).sort()).toEqual([["Lý Bình", false, true], ["Lý Không Chat", true, false], ["Lý Kín", false, false], ["Lý Tự", true, false]]);
});
