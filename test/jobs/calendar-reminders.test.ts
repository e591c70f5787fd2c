import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { saveSettings } from "../../src/broadcasts/index.ts";
import { familiesOf } from "../../src/jobs/families.ts";
import { noLongerMeant } from "../../src/jobs/still-meant.ts";
import { feedPorts } from "../../src/service/broadcasts.ts";
import { endedPeriod, remindByCalendar } from "../../src/jobs/calendar-reminders.ts";
import { noticeRows, OfficeError, openDesk } from "../../src/office/index.ts";
import type { Role } from "../../src/staff/index.ts";
import { unitTree } from "../../src/units/index.ts";
import { openCalendarWorld, type CalendarWorld } from "./calendar-world.ts";

let world: CalendarWorld;
beforeAll(async () => {
  world = await openCalendarWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const ids = async (): Promise<string[]> => (await world.broadcasts()).map((one) => one._id);
/** As if several processes looked at the same time, twice. */
async function look(): Promise<void> {
  await Promise.all([1, 2, 3].map(() => remindByCalendar(world.ports)));
  await remindByCalendar(world.ports);
}
const settings = (commune: string, changes: object): Promise<boolean> => saveSettings(world.service.rooms.broadcasts, commune, changes, 0);

describe("dues", () => {
  it("are reminded of on the day, only to members with a chat who paid nothing for three months and were members all the while", async () => {
    const lan = await world.person("lan");
    await world.person("paid-one");
    await world.paid("paid-one", "2026-05");
    await world.person("paid-long-ago").then(() => world.paid("paid-long-ago", "2026-03"));
    await world.person("new", { admittedOn: "2026-05-19" });
    await world.person("youth", { standing: "youth" });
    await world.person("away", { status: "moved-away" });
    await world.person("silent", { chat: false });
    await world.person("other", { commune: "xa-b" });
    world.at("2026-07-05T08:29");
    await look();
    expect(await ids()).toEqual([]);
    world.at("2026-07-05T08:30");
    await look();
    // Nobody's dues are kept in xa-b.
    expect(await world.broadcasts()).toMatchObject([{ _id: "dues-xa-a-2026-07", kind: "reminder", purpose: "news", commune: "xa-a", about: { kind: "dues", id: "xa-a", revision: 202607 }, content: { key: "notice:dues", params: { from: "4/2026", to: "6/2026" } } }]);
    expect((await world.recipients("dues-xa-a-2026-07")).toSorted()).toEqual([lan, "telegram:1:paid-long-ago"].toSorted());
  });

  it("are not said to whoever paid before it went out", async () => {
    const [lan, minh] = [await world.person("lan"), await world.person("minh")];
    await world.paid("lan", "2026-01");
    world.at("2026-07-05T09:00");
    await look();
    expect(await world.recipients("dues-xa-a-2026-07")).toHaveLength(2);
    await world.paid("minh", "2026-06");
    const [reminder] = await world.broadcasts();
    const ports = { ...feedPorts(world.service), now: world.now };
    expect(await noLongerMeant(reminder!, await familiesOf([lan, minh], ports), ports)).toEqual(new Set([minh]));
  });

  it("come once a month, whatever the day was changed to; not at the end of the month, not where a unit switched them off", async () => {
    await world.person("lan").then(() => world.paid("lan", "2026-01"));
    await world.person("mai", { commune: "xa-b" }).then(() => world.paid("mai", "2026-01"));
    await settings("xa-b", { without: ["dues"] });
    world.at("2026-07-06T20:00");
    await look();
    await settings("xa-a", { duesDay: 20 });
    world.at("2026-07-20T09:00");
    await look();
    expect(await ids()).toEqual(["dues-xa-a-2026-07"]);
    world.at("2026-08-19T09:00");
    await look();
    expect(await ids()).toHaveLength(1);
    world.at("2026-08-20T09:00");
    await look();
    expect(await ids()).toEqual(["dues-xa-a-2026-07", "dues-xa-a-2026-08"]);
    world.at("2026-09-30T23:59");
    await look();
    expect(await ids()).toHaveLength(2);
    const { expiresAt } = (await world.broadcasts())[0]!;
    expect(new Date(expiresAt).toISOString()).toBe("2026-07-15T01:30:00.000Z");
  });

  it("say how to pay, in both languages, and no amounts", () => {
    for (const locale of ["vi", "en"]) {
      const text = world.service.texts.text("notice:dues", { from: "4/2026", to: "6/2026" }, locale)!;
      expect(text).toContain("4/2026");
      expect(text).not.toMatch(/\d000|đồng|VND/);
    }
  });

  it("leave out who paid before the rows were written", async () => {
    await world.person("lan");
    await world.person("mai").then(() => world.paid("mai", "2026-02"));
    world.at("2026-07-05T09:00");
    await look();
    await world.paid("lan", "2026-06");
    expect(await world.recipients("dues-xa-a-2026-07")).toEqual(["telegram:1:mai"]);
  });

  it("show who owes only to staff who may read people's records", async () => {
    await world.person("mai").then(() => world.paid("mai", "2026-02"));
    world.at("2026-07-05T09:00");
    await look();
    await world.recipients("dues-xa-a-2026-07");
    const tree = await unitTree(world.service.rooms.units);
    const rows = (role: Role) => noticeRows(openDesk(world.service.office, { actor: { kind: "staff", id: role, name: role }, grants: [{ role, unit: "xa-a" }], locale: "vi", tree, now: world.now() }), "dues-xa-a-2026-07");
    expect((await rows("officer")).rows.map((row) => row.name)).toEqual(["mai"]);
    await expect(rows("dialogue-organiser")).rejects.toThrow(OfficeError);
  });

  it("find a commune's members after it merged into another", async () => {
    const mai = await world.person("mai");
    await world.paid("mai", "2026-02");
    world.at("2026-07-05T09:00");
    await look();
    const { units, people, broadcasts } = world.service.rooms;
    await broadcasts.broadcasts.create({ _id: "planned", kind: "notice", commune: "xa-a", audience: { units: ["xa-a"], roles: ["member"], court: ["xa-a"] }, content: { texts: { vi: "x" } }, state: "planning", version: 1, cursor: "", phase: "contacts", chunks: 0, total: 0, round: 0, expiresAt: 9e12, createdAt: 1 });
    await units.units.updateOne({ _id: "xa-a" }, { $set: { active: false, successors: ["xa-b"] } });
    await people.people.updateOne({ _id: "mai" }, { $set: { commune: "xa-b" }, $unset: { branch: 1 } });
    await unitTree(units, { fresh: true });
    expect(await world.recipients("planned")).toEqual([mai]);
  });
});

describe("evaluations", () => {
  it("know the period that ended, in the first week after it only", () => {
    const of = (months: 3 | 6, time: string) => endedPeriod(months, Date.parse(`${time}:00+07:00`), "Asia/Ho_Chi_Minh")?.name;
    expect([of(3, "2026-07-01T08:29"), of(3, "2026-07-01T08:30"), of(3, "2026-07-08T08:29"), of(3, "2026-07-08T08:30")]).toEqual([undefined, "2026-Q2", "2026-Q2", undefined]);
    expect([of(6, "2026-07-02T09:00"), of(6, "2027-01-02T09:00"), of(3, "2027-01-02T09:00"), of(6, "2026-10-02T09:00"), of(3, "2026-10-02T09:00")]).toEqual(["2026-H1", "2026-H2", "2026-Q4", undefined, "2026-Q3"]);
  });

  it("reach branch secretaries each quarter, the commune's each half year, and whoever evaluates them, once", async () => {
    const [branch, head] = [await world.person("branch"), await world.person("head")];
    await world.person("mute", { chat: false });
    await world.post("branch", "branch-secretary");
    await world.post("mute", "branch-secretary");
    await world.post("head", "secretary");
    await world.service.rooms.units.posts.create({ _id: "past", unit: "thon-a", commune: "xa-a", person: "head", title: "branch-secretary", from: "2025-01-01", to: "2026-01-01" });
    const [secretary, officer, owner] = [await world.staff("hoa", "commune-secretary", "xa-a"), await world.staff("binh", "officer", "xa-a"), await world.staff("tinh", "owner")];
    world.at("2026-07-02T09:00");
    await look();
    expect(await ids()).toEqual(["evaluation-branch-secretary-xa-a-2026-Q2", "evaluation-secretary-xa-a-2026-H1"]);
    expect((await world.broadcasts())[0]).toMatchObject({ about: { kind: "evaluation", id: "xa-a", revision: 20262 }, purpose: "news", content: { key: "notice:evaluation-branch" } });
    expect(await world.recipients("evaluation-branch-secretary-xa-a-2026-Q2")).toEqual([branch]);
    expect(await world.recipients("evaluation-secretary-xa-a-2026-H1")).toEqual([head]);
    expect(await world.heard(secretary)).toEqual(["Tuần này đánh giá bí thư chi đoàn quý 2 năm 2026: 2 người. 1 người chưa có chat, bạn báo giúp nhé."]);
    expect(await world.heard(owner)).toEqual(["Tuần này đánh giá bí thư các Đoàn xã 6 tháng đầu năm 2026."]);
    expect(await world.heard(officer)).toEqual([]);
    // Days later, when the lanes have forgotten the messages' ids.
    await world.service.stores.redis.flushdb();
    world.at("2026-07-06T09:00");
    await look();
    expect([...(await world.heard(secretary)), ...(await world.heard(owner))]).toEqual([]);
    world.at("2026-10-03T09:00");
    await look();
    expect((await ids()).filter((id) => id.endsWith("Q3") || id.endsWith("H2"))).toEqual(["evaluation-branch-secretary-xa-a-2026-Q3"]);
    expect(await world.heard(secretary)).toHaveLength(1);
    expect(await world.heard(owner)).toEqual([]);
  });

  it("do not come where a unit switched them off", async () => {
    await world.person("branch");
    await world.post("branch", "branch-secretary");
    const secretary = await world.staff("hoa", "commune-secretary", "xa-a");
    await settings("xa-a", { without: ["evaluations"] });
    world.at("2026-07-02T09:00");
    await look();
    expect([await ids(), await world.heard(secretary)]).toEqual([[], []]);
  });
});

describe("questions that wait", () => {
  it("are told to those who may answer, each once, on the morning after they waited too long", async () => {
    const [organiser, branch, elsewhere] = [await world.staff("nam", "dialogue-organiser", "xa-a"), await world.staff("tu", "branch-secretary", "thon-a"), await world.staff("ba", "officer", "xa-b")];
    // Wednesday the 8th: five days ago was Friday the 3rd.
    await world.question("CH-EARLY1", "2026-07-02T10:00");
    await world.question("CH-TODAY1", "2026-07-03T08:00");
    await world.question("CH-LATER1", "2026-07-03T08:31");
    await world.question("CH-DONE11", "2026-07-03T08:00", { answer: "Đây", state: "answered" });
    await world.question("CH-MERGE1", "2026-07-03T08:00", { state: "merged" });
    world.at("2026-07-08T08:29");
    await look();
    expect(await world.heard(organiser)).toEqual([]);
    world.at("2026-07-08T08:30");
    await look();
    expect(await world.heard(organiser)).toEqual(["2 câu hỏi đã chờ 5 ngày mà chưa có trả lời: CH-EARLY1, CH-TODAY1. Bạn xem giúp nhé."]);
    expect([...(await world.heard(branch)), ...(await world.heard(elsewhere))]).toEqual([]);
    await world.service.stores.redis.flushdb();
    world.at("2026-07-08T17:00");
    await look();
    expect(await world.heard(organiser)).toEqual([]);
    world.at("2026-07-09T09:00");
    await look();
    expect(await world.heard(organiser)).toEqual(["Câu hỏi CH-LATER1 đã chờ 5 ngày mà chưa có trả lời. Bạn xem giúp nhé."]);
  });

  it("come together on Mondays as long as they wait, with how long", async () => {
    const organiser = await world.staff("nam", "dialogue-organiser", "xa-a");
    for (let number = 1; number <= 7; number++) await world.question(`CH-OLD00${number}`, `2026-06-0${number}T10:00`);
    await world.question("CH-FRESH1", "2026-07-12T10:00");
    world.at("2026-07-13T09:00");
    await look();
    expect(await world.heard(organiser)).toEqual(["7 câu hỏi chờ quá 5 ngày vẫn chưa có trả lời, lâu nhất 41 ngày: CH-OLD001, CH-OLD002, CH-OLD003, CH-OLD004, CH-OLD005 và 2 câu nữa. Bạn xem giúp nhé."]);
    await world.service.stores.redis.flushdb();
    world.at("2026-07-14T10:00");
    await look();
    expect(await world.heard(organiser)).toEqual([]);
    world.at("2026-07-20T09:00");
    await look();
    // The morning of the fresh one went by while nobody looked: it is told with the week.
    expect(await world.heard(organiser)).toEqual([expect.stringContaining("8 câu hỏi")]);
  });

  it("wait as many days as a unit says; nobody is called while it rests, or where it switched that off", async () => {
    const [organiser, other] = [await world.staff("nam", "dialogue-organiser", "xa-a"), await world.staff("ba", "officer", "xa-b")];
    await settings("xa-a", { questionDays: 2, restDays: ["2026-07-08"] });
    await settings("xa-b", { without: ["questions"] });
    await world.question("CH-AAAAA1", "2026-07-06T08:00");
    await world.question("CH-BBBBB1", "2026-07-03T08:00", { commune: "xa-b" });
    world.at("2026-07-08T12:00");
    await look();
    expect(await world.heard(organiser)).toEqual([]);
    world.at("2026-07-09T09:00");
    await look();
    expect(await world.heard(organiser)).toHaveLength(1);
    expect(await world.heard(other)).toEqual([]);
  });
});
