import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { afterWorkingDays, isLate, recordRequest } from "../../src/consent/index.ts";
import { caseKinds, ends, stagesOf } from "../../src/cases/index.ts";
import * as office from "../../src/office/index.ts";
import { openDesk, OfficeError, type Desk } from "../../src/office/index.ts";
import { expireData } from "../../src/service/retention.ts";
import type { Grant } from "../../src/staff/index.ts";
import { findBranch, unitTree } from "../../src/units/index.ts";
import { ownUnits } from "../../src/turns/effects/activity-standing.ts";
import type { Activity } from "../../src/activities/index.ts";
import { audiencePage } from "../../src/broadcasts/index.ts";
import { registerForDialogue } from "../../src/dialogues/index.ts";
import { createAudiencePorts } from "../../src/service/audiences.ts";
import { createEffects } from "../../src/turns/effects/index.ts";
import { createSources } from "../../src/turns/sources/index.ts";
import { startConsoleWorld, units, type ConsoleWorld } from "../kit/console/console-world.ts";

const dayMs = 86_400_000;
let world: ConsoleWorld;
let now = Date.parse("2026-11-23T02:00:00Z");
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  const { rooms } = world;
  for (const model of [rooms.people.people, rooms.people.dues, rooms.cases.cases, rooms.requests.requests, rooms.units.units, rooms.units.events, rooms.units.posts, rooms.clubs.clubs, rooms.audit.entries]) await (model as { deleteMany(filter: object): PromiseLike<unknown> }).deleteMany({});
  await rooms.units.units.insertMany(units);
  await unitTree(rooms.units, { fresh: true });
  world.told.length = 0;
});
vi.setConfig({ testTimeout: 30_000 });

async function desk(grants: Grant[] = [{ role: "commune-secretary", unit: "xa-a" }]): Promise<Desk> {
  return openDesk(world.office, { actor: { kind: "staff", id: "s-1", name: "Chị Hoa" }, grants, locale: "vi", tree: await unitTree(world.office.units, { fresh: true }), now });
}
const refused = async (act: Promise<unknown>): Promise<string> => act.then(() => "done", (error: unknown) => (error instanceof OfficeError ? [error.status, error.key, ...Object.values(error.fields)].join(" ") : String(error)));

const chatPorts = { tellLinked: async () => {}, tellPromotion: async () => {}, understanding: { understand: () => ({ candidates: [] }) }, answers: [], secret: "s", forgetMessages: async () => {} };

describe("units", () => {
  it("that merge hand on their people, cases, names and what stood under them; interrupted, it is finished later", async () => {
    const at = await desk();
    const lan = await office.createPerson(at, { name: "Lan Nguyễn", branch: "thon-a1" });
    const merged = await office.mergeUnits(at, { units: ["thon-a1", "thon-a2"], name: "Liên chi đoàn thôn Hợp Nhất", kind: "joint-branch", effective: "2026-12-01", decision: "5-QĐ" });
    expect(merged).toMatchObject({ kind: "joint-branch", parent: "xa-a", active: true, predecessors: ["thon-a1", "thon-a2"] });
    expect(await world.rooms.people.people.findById(lan._id).lean()).toMatchObject({ branch: merged._id, revision: 2 });
    for (const typed of ["thôn A1", "em ở thon a2 ạ", "thôn Hợp Nhất"]) expect((await findBranch(world.rooms.units, typed, "xa-a"))?._id, typed).toBe(merged._id);
    expect(await world.rooms.units.events.find({ unit: "thon-a1" }).lean()).toMatchObject([{ kind: "merged", effective: "2026-12-01", decision: "5-QĐ", commune: "xa-a" }]);
    expect(await refused(office.mergeUnits(await desk(), { units: ["thon-a1", merged._id], name: "Lần nữa" }))).toBe("409 unit-ended");
    // Died between ending the old and moving the people: whoever still stands there is taken along.
    await world.rooms.people.people.updateOne({ _id: lan._id }, { $set: { branch: "thon-a1" } });
    await office.settleUnits(world.office);
    expect((await world.rooms.people.people.findById(lan._id).lean())?.branch).toBe(merged._id);
  });
  it("that split, are renamed, moved and dissolved keep their history; not with people in them, not across communes, not in a ring", async () => {
    const at = await desk();
    const lan = await office.createPerson(at, { name: "Lan Nguyễn", branch: "thon-a1" });
    const [one, two] = await office.splitUnit(at, "thon-a1", { names: ["Chi đoàn thôn A1 Trên", "Chi đoàn thôn A1 Dưới"] });
    expect((await world.rooms.people.people.findById(lan._id).lean())?.branch).toBe(one!._id);
    expect(await office.movePeople(await desk(), [lan._id, "p-none"], two!._id)).toBe(1);
    expect((await office.renameUnit(await desk(), two!._id, { name: "Chi đoàn thôn Dưới" })).aliases).toContain("Chi đoàn thôn A1 Dưới");
    expect(await refused(office.dissolveUnit(await desk(), two!._id))).toBe("409 unit-not-empty");
    expect((await office.dissolveUnit(await desk(), one!._id)).active).toBe(false);
    expect(await refused(office.moveUnit(await desk(), "thon-a2", "xa-b"))).toBe("404 not-found");
    expect(await refused(office.moveUnit(await desk([{ role: "owner" }]), "xa-a", "thon-a2"))).toContain("422");
    const dung = await office.createPerson(await desk(), { name: "Dũng Lê", branch: "thon-a2" });
    await office.moveUnit(await desk([{ role: "owner" }]), "thon-a2", "xa-b");
    expect(await world.rooms.people.people.findById(dung._id).lean()).toMatchObject({ commune: "xa-b", branch: "thon-a2" });
    expect(await refused(office.mergeUnits(await desk([{ role: "owner" }]), { units: ["thon-b1", two!._id], name: "Lẫn lộn" }))).toContain("not-alike");
  });
  it("of two communes that become one bring everything along", async () => {
    const owner = await desk([{ role: "owner" }]);
    const lan = await office.createPerson(owner, { name: "Lan Nguyễn", branch: "thon-b1" });
    const club = await office.createClub(owner, { name: "CLB Sách", kind: "culture", commune: "xa-b" });
    const merged = await office.mergeUnits(owner, { units: ["xa-a", "xa-b"], name: "Đoàn xã Mới" });
    const tree = await unitTree(world.rooms.units, { fresh: true });
    expect(tree.children(merged._id).map((unit) => unit._id).sort()).toEqual(["thon-a1", "thon-a2", "thon-b1", "thon-b2"]);
    expect([(await world.rooms.people.people.findById(lan._id).lean())?.commune, (await world.rooms.clubs.clubs.findById(club._id).lean())?.commune]).toEqual([merged._id, merged._id]);
  });
  it("bring their activities, attendance and series along, and a branch its own to another commune", async () => {
    const owner = await desk([{ role: "owner" }]);
    const plan = (title: string, units: string[], commune = "xa-a") => office.newActivity(owner, { title, kind: "meeting", startsAt: now + dayMs, commune, units });
    const [joint, camp] = [await plan("Họp chung", ["thon-a1", "thon-a2"]), await plan("Trại hè", ["thon-b1"], "xa-b")];
    const branchDesk = await desk([{ role: "branch-secretary", unit: "thon-a1" }]);
    const { series } = await office.newSeries(branchDesk, { title: "Sinh hoạt", kind: "meeting", rule: { every: "month", nth: 2, weekday: 6 }, at: "19:30", durationMs: 7_200_000, from: "2026-12-01" });
    await office.enterAttendance(owner, camp._id, { names: ["Trần Văn Minh"] });
    await office.moveUnit(await desk([{ role: "owner" }]), "thon-a1", "xa-b");
    const { activities, attendance, series: all } = world.rooms.activities;
    const day = await activities.findOne({ series: series._id }).lean();
    expect([day?.commune, (await all.findById(series._id).lean())?.commune, (await activities.findById(joint._id).lean())?.commune]).toEqual(["xa-b", "xa-b", "xa-a"]);
    await office.moveUnit(await desk([{ role: "owner" }]), "thon-a1", "xa-a");
    const branch = await office.mergeUnits(await desk(), { units: ["thon-a1", "thon-a2"], name: "Chi đoàn thôn A", kind: "joint-branch" });
    expect((await activities.findById(joint._id).lean())?.units).toEqual(["xa-a", branch._id]);
    expect((await all.findById(series._id).lean())?.template.units).toEqual([branch._id]);
    const merged = await office.mergeUnits(await desk([{ role: "owner" }]), { units: ["xa-a", "xa-b"], name: "Đoàn xã Mới" });
    await office.settleUnits(world.office);
    expect(await activities.findById(camp._id).lean()).toMatchObject({ commune: merged._id, units: [merged._id, "thon-b1"] });
    expect((await attendance.findOne({ activity: camp._id }).lean())?.commune).toBe(merged._id);
    expect(await all.findById(series._id).lean()).toMatchObject({ commune: merged._id, template: { units: [branch._id] } });
    // Who named one of the old branches in chat belongs to what became of it.
    expect(await ownUnits({ rooms: world.rooms, tools: {} } as never, { _id: "telegram:1:5", profile: { branch: "thon-a1" } })).toEqual(expect.arrayContaining([merged._id, branch._id]));
  });
  it("have posts with terms", async () => {
    const at = await desk();
    const lan = await office.createPerson(at, { name: "Lan Nguyễn", branch: "thon-a1" });
    const post = await office.givePost(at, "thon-a1", { person: lan._id, title: "branch-secretary", from: "2026-01-01", hasAllowance: true });
    await office.endPost(at, post._id, "2026-10-01");
    expect(await world.rooms.units.posts.findById(post._id).lean()).toMatchObject({ from: "2026-01-01", to: "2026-10-01", hasAllowance: true, commune: "xa-a" });
  });
});

describe("people", () => {
  it("are not entered twice by mistake, and not over somebody's newer words", async () => {
    const at = await desk();
    const lan = await office.createPerson(at, { name: "Nguyễn Thị Lan", birth: "17/5/2005", phone: "0912345678", branch: "thon-a1" });
    expect(lan).toMatchObject({ commune: "xa-a", birth: "2005-05-17", phone: "+84912345678" });
    expect(await refused(office.createPerson(at, { name: "nguyen thi lan", birth: "17.5.2005", branch: "thon-a2" }))).toContain("409 person-exists");
    expect(await refused(office.createPerson(at, { name: "Nguyễn Thị Lan", birth: "17/5/2005", branch: "thon-a2" }, { anyway: true }))).toBe("done");
    await office.updatePerson(at, lan._id, { note: "mới" }, 1);
    expect(await refused(office.updatePerson(at, lan._id, { note: "cũ" }, 1))).toBe("409 changed-meanwhile");
    expect(await refused(office.updatePerson(at, lan._id, { note: "CCCD 038012345678" }))).toContain("id-number");
    expect(await office.updatePerson(at, lan._id, { note: null, phone: null })).not.toHaveProperty("note");
    expect((await world.rooms.audit.entries.find({ act: "person.changed" }).sort({ _id: 1 }).lean())[0]).toMatchObject({ actor: { name: "Chị Hoa" }, commune: "xa-a", after: { note: "mới" } });
    expect(await world.rooms.audit.entries.countDocuments({ look: true })).toBe(0);
    await office.readPerson(at, lan._id);
    expect(await world.rooms.audit.entries.countDocuments({ look: true, act: "person.read" })).toBe(1);
  });
  it("are found however they are typed, only where one may look", async () => {
    const at = await desk();
    for (const [name, phone] of [["Nguyễn Thị Hà", "0912000001"], ["Nguyễn Thị Hạ", "0912000002"], ["Trần Hà Lan", "0912000003"], ["Đỗ Đức Đạt", "0912005678"]] as const) await office.createPerson(at, { name, phone, branch: "thon-a1" });
    await office.createPerson(await desk([{ role: "owner" }]), { name: "Nguyễn Thị Hà", branch: "thon-b1" });
    const find = async (text: string, grants?: Grant[]) => (await office.listPeople(await desk(grants), { text, limit: 10 })).people.map((one) => one.name);
    expect(await find("ha")).toEqual(["Nguyễn Thị Hà", "Nguyễn Thị Hạ", "Trần Hà Lan"]);
    expect(await find("Hạ")).toEqual(["Nguyễn Thị Hạ"]);
    expect(await find("thi ha")).toEqual(["Nguyễn Thị Hà", "Nguyễn Thị Hạ"]);
    expect(await find("dat do")).toEqual(["Đỗ Đức Đạt"]);
    expect(await find("ĐẠT")).toEqual(["Đỗ Đức Đạt"]);
    for (const phone of ["0912005678", "+84 912 005 678", "5678", "0912.005"]) expect(await find(phone), phone).toEqual(["Đỗ Đức Đạt"]);
    expect(await find("ha", [{ role: "branch-secretary", unit: "thon-b1" }])).toEqual(["Nguyễn Thị Hà"]);
    expect(await find("zzz")).toEqual([]);
    expect(await find("$gt .* (")).toEqual([]);
  });
  it("who owe dues or come of age are shown and not decided about", async () => {
    const at = await desk();
    const [paid, owes, old] = [await office.createPerson(at, { name: "Đã Đóng", standing: "member", branch: "thon-a1" }), await office.createPerson(at, { name: "Chưa Đóng", standing: "member", branch: "thon-a1" }), await office.createPerson(at, { name: "Lớn Tuổi", standing: "member", birth: "1/1/1990", branch: "thon-a1" })];
    expect(await office.owingMembers(at)).toEqual([]); // nobody's dues are kept here yet
    expect(await office.recordDues(at, paid._id, ["2026-09", "2026-10"], 2000)).toBe(2);
    expect(await office.recordDues(at, paid._id, ["2026-10"], 2000)).toBe(0);
    await office.recordDues(at, old._id, ["2026-08"], 5000);
    expect((await office.owingMembers(at)).map((one) => one.id)).toEqual([owes._id]);
    expect((await office.comingOfAge(at, 31)).map((one) => one.id)).toEqual([old._id]);
    expect((await world.rooms.people.people.findById(owes._id).lean())?.status).toBe("active");
  });
});

describe("cases", () => {
  it("have roads that all end, and sentences for every stage in both languages", () => {
    for (const kind of caseKinds) {
      const stages = stagesOf(kind);
      const reached = new Set([stages.keys().next().value!]);
      for (const stage of reached) for (const to of stages.get(stage)?.to ?? []) reached.add(to);
      expect([...stages.keys()].filter((stage) => !reached.has(stage)), kind).toEqual([]);
      expect([...reached].some((stage) => (ends as readonly string[]).includes(stage)), kind).toBe(true);
      for (const locale of ["vi", "en"]) for (const stage of reached) {
        expect(world.ports.texts.text(`case-stages:${kind}-${stage}`, {}, locale), `${kind} ${stage}`).toBeTruthy();
        if (stage !== stages.keys().next().value) expect(world.ports.texts.text(`case-news:${kind}-${stage}`, { ref: "x", reason: "y" }, locale), `${kind} ${stage}`).toBeTruthy();
      }
    }
  });
  it("take no step without its answers, its right, or out of turn; a refusal needs its reason", async () => {
    const at = await desk([{ role: "officer", unit: "xa-a" }]);
    const one = await office.openCase(at, { kind: "admission", branch: "thon-a1", data: { name: "Lan Nguyễn", birth: "17/5/2008" } });
    const go = async (to: string, answers = {}, more = {}, grants?: Grant[]) => refused(office.advanceCase(grants ? await desk(grants) : at, one._id, { to, answers, ...more }));
    expect(await go("approval")).toBe("409 changed-meanwhile");
    expect(await go("refused")).toContain("reason-missing");
    for (const [to, answers] of [["awareness", {}], ["introduction", {}], ["branch-vote", { introducer: "Minh" }]] as const) expect(await go(to, answers)).toBe("done");
    expect(await go("approval", { votes: "9/9" })).toContain("field-missing");
    expect(await go("approval", { votes: "9/9", on: "31/2/2026" })).toContain("date-wrong");
    expect(await go("approval", { votes: "9/9", on: "20/3/2026" })).toBe("done");
    expect(await go("ceremony", { decision: "1", on: "2026-03-24" })).toBe("403 not-allowed");
    const secretary: Grant[] = [{ role: "commune-secretary", unit: "xa-a" }];
    expect(await go("ceremony", { decision: "1", on: "2026-03-24" }, {}, secretary)).toBe("done");
    expect(await go("done", { on: "2026-03-26", memberCode: "T9" })).toBe("done");
    expect(await go("awareness")).toBe("409 case-closed");
    expect(await world.rooms.people.people.find().lean()).toMatchObject([{ name: "Lan Nguyễn", standing: "member", admittedOn: "2026-03-24", memberCode: "T9", branch: "thon-a1", history: [{ standing: "member", from: "2026-03-24" }] }]);
  });
  it("change the register at their ends, and of two at one desk one wins", async () => {
    const at = await desk();
    const lan = await office.createPerson(at, { name: "Lan Nguyễn", standing: "member", branch: "thon-a1" });
    const pause = await office.openCase(at, { kind: "deferral", person: lan._id });
    expect(await refused(office.openCase(at, { kind: "deferral", person: lan._id }))).toContain("409 case-open");
    await office.advanceCase(at, pause._id, { to: "branch-vote" });
    const both = await Promise.all([1, 2].map(() => refused(office.advanceCase(at, pause._id, { to: "deferred", answers: { on: "2026-11-20", until: "2027-05-20" } }, 2))));
    expect(both.sort()).toEqual(["409 changed-meanwhile", "done"]);
    expect((await world.rooms.people.people.findById(lan._id).lean())?.status).toBe("deferred");
    expect((await world.rooms.cases.cases.findById(pause._id).lean())?.dueAt).toBe(Date.parse("2027-05-20"));
    await office.advanceCase(at, pause._id, { to: "done" });
    const away = await office.openCase(at, { kind: "transfer-out", person: lan._id });
    for (const [to, answers] of [["remarks", {}], ["introduction", { note: "Tốt" }], ["reception", { decision: "3", on: "2026-11-21" }], ["done", {}]] as const) await office.advanceCase(await desk(), away._id, { to, answers });
    expect(await world.rooms.people.people.findById(lan._id).lean()).toMatchObject({ status: "moved-away", history: [{ status: "active" }, { status: "deferred" }, { status: "active" }, { status: "moved-away", decision: "3" }] });
  });
});

describe("data requests", () => {
  it("have the law's clocks: two working days for a word, ten to twenty days for the rest, one extension", async () => {
    const friday = Date.parse("2026-11-27T10:00:00+07:00");
    expect(new Date(afterWorkingDays(friday, 2)).toISOString()).toBe("2026-12-01T03:00:00.000Z");
    const days = Object.fromEntries(await Promise.all((["see", "correct", "copy", "delete", "withdraw"] as const).map(async (kind) => [kind, ((await recordRequest(world.rooms.requests, { _id: kind, ref: "YC", kind, commune: "xa-a", contact: undefined, person: undefined, words: undefined, via: "paper", now })).dueAt - now) / dayMs])));
    expect(days).toEqual({ see: 10, correct: 10, copy: 10, delete: 20, withdraw: 15 });
    const at = await desk();
    const request = (await world.rooms.requests.requests.findById("withdraw").lean())!;
    expect([isLate(request, now + dayMs), isLate(request, now + 4 * dayMs), isLate({ ...request, state: "replied" }, now + 4 * dayMs), isLate({ ...request, state: "replied" }, now + 16 * dayMs)]).toEqual([false, true, false, true]);
    await office.extendRequest(at, "withdraw", "cần hỏi thêm");
    expect((await world.rooms.requests.requests.findById("withdraw").lean())?.dueAt).toBe(now + 30 * dayMs);
    expect(await refused(office.extendRequest(at, "withdraw", "nữa"))).toBe("409 extended-before");
    expect(await refused(office.closeRequest(at, "withdraw", { outcome: "refused" }))).toContain("reason-missing");
    expect(await refused(office.closeRequest(at, "withdraw", { outcome: "refused", result: "luật khác buộc giữ" }))).toBe("done");
    expect(await refused(office.closeRequest(at, "withdraw", { outcome: "done" }))).toBe("409 request-decided");
  });
  it("are counted in the ledger of one's own commune, by notice", async () => {
    const { rooms } = world;
    const give = (mark: string, commune: string, withdrawnAt?: number) => rooms.consent.records.create({ _id: mark, subject: mark, purpose: "registration", commune, noticeVersion: "v1", noticeHash: "h", channel: "telegram", words: "TÔI ĐỒNG Ý", guardian: mark === "c2", givenAt: now, ...(withdrawnAt ? { withdrawnAt } : {}) });
    await Promise.all([give("c1", "xa-a"), give("c2", "xa-a", now), give("c3", "xa-b")]);
    expect(await office.consentLedger(await desk())).toEqual([{ purpose: "registration", version: "v1", given: 2, withdrawn: 1, guardian: 1, lastAt: now }]);
    expect((await office.consentLedger(await desk([{ role: "owner" }])))[0]!.given).toBe(3);
  });
  it("and everything else are kept no longer than declared", async () => {
    const { rooms, office: ports } = world;
    const long = ports.retention;
    await rooms.cases.cases.create({ _id: "old", ref: "x", kind: "admission", state: "done", open: false, commune: "xa-a", data: {}, steps: [], notes: [], openedAt: 0, closedAt: now - long.cases - 1, revision: 1 });
    await rooms.cases.cases.create({ _id: "new", ref: "y", kind: "admission", state: "done", open: false, commune: "xa-a", data: {}, steps: [], notes: [], openedAt: 0, closedAt: now - long.cases + dayMs, revision: 1 });
    await rooms.questions.questions.create({ _id: "CH-1", to: "union", topic: "khac", text: "x", state: "received", anonymous: true, public: false, mark: "m", askedAt: now - long.questions - 1 });
    await rooms.audit.entries.create({ _id: "0", at: now - long.audit - 1, actor: { kind: "staff", id: "x", name: "x" }, act: "x", subject: { kind: "unit", id: "x" } });
    await recordRequest(rooms.requests, { _id: "open", ref: "YC", kind: "see", commune: "xa-a", contact: undefined, person: undefined, words: undefined, via: "paper", now: 1 });
    expect(await expireData(ports, now)).toEqual({ cases: 1, questions: 1, audit: 1 });
    expect((await rooms.cases.cases.find().lean()).map((one) => one._id)).toEqual(["new"]);
    expect(await rooms.requests.requests.countDocuments()).toBe(1); // an open one stays, however old
  });
});

it("offers in chat what belongs to the commune of the account, and nothing of another", async () => {
  const owner = await desk([{ role: "owner" }]);
  for (const letter of ["a", "b"]) await office.createClub(owner, { name: `CLB Bóng đá ${letter}`, kind: "sport", commune: `xa-${letter}` });
  const ports = { ...chatPorts, pageUnit: (contact: string) => (contact.includes("page-b") ? "xa-b" : contact.includes("page-t") ? "tinh" : "xa-a") };
  const sources = new Map(createSources(world.rooms, ports).map((source) => [source.name, source]));
  const offered = async (name: string, contact: string, profile = {}) => (await sources.get(name)!.options({}, 0, 20, { contact: { _id: contact, profile } as never, key: "k", now, text: (key) => key })).options.map((one) => one.label);
  expect(await offered("branches", "zalo:page-a:x")).toEqual(["Thôn A1", "Thôn A2"]);
  expect(await offered("branches", "zalo:page-b:x")).toEqual(["Thôn B1", "Thôn B2"]);
  expect(await offered("clubs", "zalo:page-b:x")).toEqual(["Bóng đá b"]);
  expect(await offered("clubs", "zalo:page-t:x", { branch: "thon-a2" })).toEqual(["Bóng đá a"]);
  expect(await offered("clubs", "zalo:page-t:x")).toHaveLength(2);
});

describe("an activity of several units", () => {
  const hour = 3_600_000;
  let activity: Activity;
  let chats: Record<"a" | "b", string>;
  let secretary: Record<"a" | "b", Desk>;
  beforeEach(async () => {
    const { activities } = world.rooms;
    for (const model of [activities.activities, activities.attendance, activities.seats.registrations]) await (model as { deleteMany(filter: object): PromiseLike<unknown> }).deleteMany({});
    await world.office.contacts.remove("telegram:bot:Bình");
    await world.office.contacts.remove("telegram:bot:An");
    chats = { a: await world.chats("An", { profile: { name: "An", branch: "thon-a1", ageBand: "18-30" } }), b: await world.chats("Bình", { profile: { name: "Bình", branch: "thon-b1", ageBand: "18-30" } }) };
    secretary = { a: await desk(), b: await desk([{ role: "commune-secretary", unit: "xa-b" }]) };
    activity = await office.newActivity(secretary.a, { title: "Giải bóng đá", kind: "sport", startsAt: now + 30 * hour });
  });
  const register = (contact: string) => registerForDialogue(world.rooms.activities.seats, { dialogue: activity._id, contact, code: "HD-1", willAsk: false, locale: "vi", mark: `m-${contact}`, now }, async () => {});
  const names = async (at: Desk) => (await office.activityPeople(at, activity._id)).registrations.map((one) => one.name).sort();
  const meant = async (at: Desk, audience: object) => {
    const { audience: query } = await office.createDraft(at, { purpose: "activities", texts: { vi: "Mai đá giải nhé" }, audience });
    const page = await audiencePage(createAudiencePorts(world.rooms, world.office.contacts, { entry: () => undefined }), query, { phase: "contacts", cursor: "" }, 100, now);
    return page.people.flatMap((one) => one.contacts.map((contact) => contact._id)).sort();
  };

  it("is held by whom was asked and said yes: they see it, their own people, and write to those; the host to all", async () => {
    const staff = await world.chats("Bí thư B");
    await world.staff("b-chat", [{ role: "commune-secretary", unit: "xa-b" }]);
    await world.office.staff.members.updateOne({ login: "b-chat" }, { $set: { contact: staff } });
    expect(await refused(office.readActivity(secretary.b, activity._id))).toBe("404 not-found");
    expect(office.unitsToInvite(secretary.a, activity, "đoàn xã b").map((unit) => unit._id)).toEqual(["xa-b"]);
    await office.invitePartners(secretary.a, activity._id, { units: ["xa-b"] });
    expect(await world.redis.zcard(`${world.ports.prefix}out:l:${staff}`)).toBe(1);
    expect((await office.waitingInvitations(secretary.b)).map((one) => one._id)).toEqual([activity._id]);
    expect(await refused(office.activityPeople(secretary.b, activity._id))).toBe("404 not-found");
    expect((await office.listActivities(secretary.b)).activities).toEqual([]);
    expect(await office.answerInvitation(secretary.b, activity._id, { accept: true })).toMatchObject({ units: ["xa-a", "xa-b"], partners: [{ unit: "xa-b", state: "accepted", by: "s-1" }] });
    expect(await refused(office.answerInvitation(secretary.b, activity._id, { accept: true }))).toBe("409 not-invited");
    expect((await office.listActivities(secretary.b)).activities).toHaveLength(1);

    for (const contact of Object.values(chats)) await register(contact);
    expect([await names(secretary.a), await names(secretary.b)]).toEqual([["An", "Bình"], ["Bình"]]);
    expect(await office.enterAttendance(secretary.b, activity._id, { contacts: Object.values(chats), names: ["Trần Văn Minh"] })).toEqual({ entered: 2, alike: [] });
    // Each is asked of everybody's names, that a person on two units' sheets is not two.
    expect(await office.enterAttendance(secretary.a, activity._id, { contacts: [chats.a], names: ["Trần Văn Minh", "Lê Hoa"] })).toEqual({ entered: 2, alike: [{ name: "Trần Văn Minh", number: 2, like: ["Trần Văn Minh"], differs: false }] });
    expect(await office.enterAttendance(secretary.a, activity._id, { namesakes: [{ name: "Trần Văn Minh", number: 2 }] })).toEqual({ entered: 1, alike: [] });
    // What a partner does not see is there for them as a question only: not how it is spelled, nor who it is.
    expect(await office.enterAttendance(secretary.b, activity._id, { names: ["Trần Văn Minh", "lê hoà", "An", "Bình"] })).toEqual({
      entered: 0,
      alike: [
        { name: "Trần Văn Minh", number: 3, like: ["Trần Văn Minh"], differs: false, elsewhere: true },
        { name: "lê hoà", number: 1, like: [], differs: true, elsewhere: true },
        { name: "An", number: 1, like: [], differs: false, elsewhere: true },
        { name: "Bình", number: 1, like: ["Bình"], differs: false },
      ],
    });
    expect(await office.enterAttendance(secretary.b, activity._id, { names: ["Lê Hoa"] })).toEqual({ entered: 0, alike: [{ name: "Lê Hoa", number: 2, like: [], differs: false, elsewhere: true }] });
    expect(await office.enterAttendance(secretary.b, activity._id, { namesakes: [{ name: "Lê Hoa", number: 2 }] })).toEqual({ entered: 1, alike: [] });
    expect(await office.attendanceFor(secretary.a, activity._id)).toHaveLength(6);
    await office.undoAttendance(secretary.b, activity._id, `${activity._id}|name:lê hoa#2`);
    await office.undoAttendance(secretary.a, activity._id, `${activity._id}|name:lê hoa#1`);
    expect((await office.attendanceFor(secretary.b, activity._id)).map((one) => one.name)).toEqual(["Bình", "Trần Văn Minh"]);
    expect(await office.attendanceFor(secretary.a, activity._id)).toHaveLength(4);
    expect(await refused(office.undoAttendance(secretary.b, activity._id, `${activity._id}|${chats.a}`))).toBe("404 not-found");
    expect(await refused(office.changeActivity(secretary.b, activity._id, { place: "sân khác" }))).toBe("404 not-found");
    // Changed by the host with a form that knows nothing of partners, it stays theirs too.
    expect((await office.changeActivity(secretary.a, activity._id, { units: [] })).units).toEqual(["xa-a", "xa-b"]);
    expect((await office.changeActivity(secretary.a, activity._id, { branch: "thon-a1", units: [] })).units).toEqual(["thon-a1", "xa-b"]);
    expect((await office.changeActivity(secretary.a, activity._id, { branch: null })).units).toEqual(["xa-a", "xa-b"]);

    const registered = { activities: [{ id: activity._id, who: "registered" }] };
    expect(await meant(secretary.a, registered)).toEqual([chats.a, chats.b]);
    expect(await meant(secretary.b, registered)).toEqual([chats.b]);
    expect(await meant(secretary.a, { everyone: true })).not.toContain(chats.b);
    expect((await world.rooms.audit.entries.find({ act: /^activity\.(invited|joined)$/ }).lean()).map((one) => [one.act, one.commune]).sort()).toEqual([["activity.invited", "xa-a"], ["activity.joined", "xa-b"]]);
  });

  it("is ticked, registered for and taken off by a partner's staff too, for their own people alone; the others do not exist for them", async () => {
    const person = async (name: string, branch: string, contact: string) => {
      const { _id } = await office.createPerson(await desk([{ role: "owner" }]), { name, branch });
      await world.rooms.people.people.updateOne({ _id }, { $set: { contacts: [contact] } });
      return _id;
    };
    const minh = await world.chats("Lý Minh", { profile: { name: "Minh", branch: "thon-b2" } });
    const [an, binh, minhs] = [await person("Lý An", "thon-a1", chats.a), await person("Lý Bình", "thon-b1", chats.b), await person("Lý Minh", "thon-b2", minh)];
    const branch = await desk([{ role: "branch-secretary", unit: "thon-b1" }]);
    const id = activity._id;
    const ticks = async (at: Desk, query: object = {}) => (await office.tickList(at, id, query)).ticks.map(({ name, there, registered }) => [name, there, registered]).sort();
    const everything = (at: Desk) => [ticks(at), office.registerPerson(at, id, { person: binh }), office.takeOff(at, id, { contact: chats.b })].map(refused);
    // Not before the yes.
    await office.invitePartners(secretary.a, id, { units: ["xa-b"] });
    expect(await Promise.all(everything(secretary.b))).toEqual(["404 not-found", "404 not-found", "404 not-found"]);
    await office.answerInvitation(secretary.b, id, { accept: true });

    expect([await ticks(secretary.a), await ticks(secretary.b)]).toEqual([[["Lý An", false, false]], [["Lý Bình", false, false], ["Lý Minh", false, false]]]);
    expect(await ticks(secretary.b, { text: "Lý An" })).toEqual([]);
    expect(await office.registerPerson(secretary.b, id, { person: binh })).toBe("seated");
    expect(await office.registerPerson(secretary.b, id, { person: binh })).toBe("already");
    expect(await refused(office.registerPerson(secretary.b, id, { person: an }))).toBe("404 not-found");
    expect(await office.registerPerson(secretary.a, id, { person: an })).toBe("seated");
    expect(await ticks(secretary.b)).toEqual([["Lý Bình", false, true], ["Lý Minh", false, false]]);
    expect([await names(secretary.a), await names(secretary.b)]).toEqual([["An", "Bình"], ["Bình"]]);
    expect(await office.enterAttendance(secretary.b, id, { people: [an, minhs] })).toMatchObject({ entered: 1 });
    // Somebody else's looks like nobody's.
    for (const contact of [chats.a, "telegram:bot:không có"]) expect(await refused(office.takeOff(secretary.b, id, { contact }))).toBe("404 not-found");
    expect(await names(secretary.a)).toEqual(["An", "Bình"]);
    await office.takeOff(secretary.b, id, { contact: chats.b });
    expect([await names(secretary.a), await names(secretary.b)]).toEqual([["An"], []]);
    expect(world.told.filter((one) => one.key.startsWith("activities:")).map((one) => [one.contact, one.key])).toEqual([[chats.b, "activities:staff-seated"], [chats.a, "activities:staff-seated"], [chats.b, "activities:taken-off"]]);

    // Whoever left has nobody any more. A branch that was asked itself has its people, for its own staff and for its commune's.
    await office.answerInvitation(secretary.b, id, { accept: false });
    expect(await Promise.all(everything(secretary.b))).toEqual(["404 not-found", "404 not-found", "404 not-found"]);
    await office.invitePartners(secretary.a, id, { units: ["thon-b1"] });
    await office.answerInvitation(branch, id, { accept: true });
    for (const at of [branch, secretary.b]) expect(await ticks(at)).toEqual([["Lý Bình", false, false]]);
    expect([await ticks(branch, { text: "Lý" }), (await ticks(secretary.b, { text: "Lý" })).map(([name]) => name)]).toEqual([[["Lý Bình", false, false]], ["Lý Bình", "Lý Minh"]]);
    expect(await refused(office.registerPerson(branch, id, { person: minhs }))).toBe("404 not-found");
    expect(await office.registerPerson(branch, id, { person: binh })).toBe("seated");
    await office.takeOff(secretary.a, id, { contact: chats.b });
    expect(await names(secretary.a)).toEqual(["An"]);
  });

  it("of a club shows a partner's program without the register nobody of the club but their own people", async () => {
    const club = await office.createClub(secretary.a, { name: "CLB Bóng đá", kind: "sport" });
    await office.changeActivity(secretary.a, activity._id, { club: club._id });
    for (const contact of Object.values(chats)) await world.rooms.clubs.memberships.create({ _id: `${club._id}|${contact}`, club: club._id, contact, state: "active", code: `CLB-${contact}`, joinMark: "m", joinedAt: now } as never);
    await office.invitePartners(secretary.a, activity._id, { units: ["xa-b"] });
    await office.answerInvitation(secretary.b, activity._id, { accept: true });
    const program = openDesk(world.office, { actor: { kind: "token", id: "t-1", name: "t" }, grants: [{ role: "commune-secretary", unit: "xa-b" }], only: ["activities.read", "activities.write"], locale: "vi", tree: await unitTree(world.office.units), now });
    expect((await office.tickList(program, activity._id)).ticks.map((one) => one.name)).toEqual(["Bình"]);
  });

  it("is accepted or declined by a button in the chats of staff of the unit that was asked; the first answer stands", async () => {
    const { activities } = world.rooms;
    const id = activity._id;
    const [lan, hoa, stranger] = await Promise.all(["lan-b", "hoa-b", "minh-a"].map(async (login) => {
      const contact = await world.chats(login);
      await world.staff(login, [{ role: "commune-secretary", unit: login.endsWith("b") ? "xa-b" : "xa-a" }]);
      await world.office.staff.members.updateOne({ login }, { $set: { contact } });
      return contact;
    }));
    const effects = createEffects(world.rooms, { ...chatPorts, pageUnit: () => undefined, deskOf: world.desks.deskOf });
    const does = async (contact: string, name: string, args: object) => effects.find((one) => one.name === name)!.run({ activity: id, ...args }, { contact: { _id: contact } as never, key: "k", now, text: (key) => key });
    const answers = async (contact: string, accept: boolean, unit = "xa-b") => (await does(contact, "answer-invitation", { unit, accept })).outcome;
    const opens = async (contact: string) => (await does(contact, "load-invitation", {})).outcome;
    const state = async () => (await activities.activities.findById(id).lean<Activity>())!.partners?.map((one) => [one.state, one.by]);
    const calls: object[] = [];
    const host = openDesk({ ...world.office, callStaff: async (call) => void calls.push(call) }, { actor: { kind: "staff", id: "s-1", name: "Chị Hoa" }, grants: [{ role: "commune-secretary", unit: "xa-a" }], locale: "vi", tree: await unitTree(world.office.units), now });

    expect([await opens(lan!), await answers(lan!, true)]).toEqual(["missing", "missing"]);
    await office.invitePartners(host, id, { units: ["xa-b"] });
    expect(calls).toMatchObject([{ key: "staff-news:activity-invited", branch: "xa-b", button: { label: "staff-news:open", flow: "invitation", value: id } }]);
    expect(await does(lan!, "load-invitation", {})).toEqual({ outcome: "waits", values: { title: "Giải bóng đá", when: new Date(now + 30 * hour).toISOString(), place: "none", host: "Đoàn xã A", unit: "xa-b", name: "Đoàn xã B" } });
    // Nobody else's staff, not even the host's, and nobody who is no staff; and no unit but the one that was asked.
    for (const contact of [stranger!, chats.b]) expect([await opens(contact), await answers(contact, true)]).toEqual(["missing", "missing"]);
    expect(await answers(lan!, true, "thon-b1")).toBe("missing");
    expect(await state()).toEqual([["invited", "s-1"]]);
    // Tapped again after a crash it is the same answer; a colleague's no comes too late and ends nothing.
    expect([await answers(lan!, true), await answers(lan!, true), await answers(hoa!, false), await answers(lan!, false), await opens(hoa!)]).toEqual(["answered", "answered", "late", "late", "late"]);
    expect(await refused(office.answerInvitation(secretary.b, id, { accept: false }, { first: true }))).toBe("409 not-invited");
    expect(await state()).toEqual([["accepted", "s-lan-b"]]);

    await office.removePartner(host, id, { unit: "xa-b" });
    expect([await opens(lan!), await answers(lan!, true)]).toEqual(["missing", "missing"]);
    await office.invitePartners(host, id, { units: ["xa-b"] });
    expect([await answers(hoa!, false), await opens(lan!), await answers(lan!, true)]).toEqual(["answered", "late", "late"]);
    expect(await state()).toEqual([["declined", "s-hoa-b"]]);
    await office.invitePartners(host, id, { units: ["xa-b"] });
    await office.callOffActivity(host, id, "mưa");
    expect([await opens(lan!), await answers(lan!, true)]).toEqual(["over", "over"]);
  });

  it("that a partner leaves keeps the seats of their people, who still see it", async () => {
    await office.invitePartners(secretary.a, activity._id, { units: ["xa-b"] });
    await office.answerInvitation(secretary.b, activity._id, { accept: true });
    await register(chats.b);
    expect(await office.answerInvitation(secretary.b, activity._id, { accept: false })).toMatchObject({ units: ["xa-a"], partners: [{ state: "declined" }] });
    expect(await refused(office.readActivity(secretary.b, activity._id))).toBe("404 not-found");
    expect(await names(secretary.a)).toEqual(["Bình"]);
    const load = createEffects(world.rooms, { ...chatPorts, pageUnit: () => undefined }).find((one) => one.name === "load-activity")!;
    const seen = async (contact: string, branch: string) => (await load.run({ activity: activity._id }, { contact: { _id: contact, profile: { branch } } as never, key: "k", now, text: (key) => key })).outcome;
    expect([await seen(chats.b, "thon-b1"), await seen("telegram:bot:khác", "thon-b1"), await seen(chats.a, "thon-a1")]).toEqual(["found", "missing", "found"]);
    // Asked again, taken back.
    await office.invitePartners(secretary.a, activity._id, { units: ["xa-b"] });
    expect((await office.removePartner(secretary.a, activity._id, { unit: "xa-b" })).partners).toEqual([]);
  });

  it("becomes a partner's own, who then is none any more", async () => {
    await office.changeActivity(secretary.a, activity._id, { branch: "thon-a1" });
    await office.invitePartners(secretary.a, activity._id, { units: ["thon-a2", "xa-b"] });
    for (const at of [secretary.a, secretary.b]) await office.answerInvitation(at, activity._id, { accept: true });
    expect(await office.changeActivity(secretary.a, activity._id, { branch: "thon-a2" })).toMatchObject({ units: ["thon-a2", "xa-b"], partners: [{ unit: "xa-b", state: "accepted" }] });
    expect(await refused(office.answerInvitation(secretary.a, activity._id, { accept: false }))).toBe("409 not-invited");
  });

  it("with a branch of another commune by an owner's hand is seen by that commune's staff", async () => {
    await office.changeActivity(await desk([{ role: "owner" }]), activity._id, { units: ["thon-b1"] });
    expect((await office.listActivities(secretary.b)).activities.map((one) => one._id)).toEqual([activity._id]);
    await register(chats.b);
    expect(await names(secretary.b)).toEqual(["Bình"]);
    expect(await names(await desk([{ role: "branch-secretary", unit: "thon-b1" }]))).toEqual(["Bình"]);
    expect(await refused(office.activityPeople(await desk([{ role: "branch-secretary", unit: "thon-b2" }]), activity._id))).toBe("404 not-found");
  });
});

describe("a series", () => {
  const weekly = { title: "Sinh hoạt chi đoàn", kind: "meeting", place: "Nhà văn hóa", rule: { every: "week", weekday: 6 }, at: "19:30", durationMs: 2 * 3_600_000, from: "2026-11-23", registerBeforeMs: 24 * 3_600_000 };
  const local = (time: number) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" }).format(time);
  const days = (id: string) => world.rooms.activities.activities.find({ series: id } as never).sort({ startsAt: 1 }).lean<Activity[]>();
  beforeEach(async () => {
    await world.rooms.activities.activities.deleteMany({});
    await world.rooms.activities.series.deleteMany({});
  });

  it("changes with its coming days that nobody changed, whose people are told; moved to another weekday none comes twice", async () => {
    const at = await desk();
    const { series, planned } = await office.newSeries(at, weekly);
    const [first, second, third] = await days(series._id) as [Activity, Activity, Activity];
    expect([planned, local(first.startsAt), local(first.registerUntil!)]).toEqual([8, "2026-11-28 19:30", "2026-11-27 19:30"]);
    await office.changeActivity(at, first._id, { place: "Sân kho" });
    await office.callOffActivity(at, second._id, "Nghỉ");
    expect(await office.changeSeries(at, series._id, { title: "Sinh hoạt đoàn", at: "18:00", minAge: 16, capacity: 30 }, 1)).toMatchObject({ changed: 6, kept: 1, planned: 0, series: { version: 2, template: { label: "Sinh hoạt đoàn" } } });
    expect((await days(series._id)).slice(0, 3).map((one) => [one.title, one.place, local(one.startsAt), one.state, one.revision])).toEqual([
      ["Sinh hoạt chi đoàn", "Sân kho", "2026-11-28 19:30", "open", 2], ["Sinh hoạt chi đoàn", "Nhà văn hóa", "2026-12-05 19:30", "cancelled", 2], ["Sinh hoạt đoàn", "Nhà văn hóa", "2026-12-12 18:00", "open", 2],
    ]);
    expect(await world.rooms.activities.activities.findById(third._id).lean()).toMatchObject({ minAge: 16, capacity: 30, seating: { left: 30 }, registerUntil: Date.parse("2026-12-11T11:00:00Z") });
    expect(await refused(office.changeSeries(at, series._id, { at: "17:00" }, 1))).toBe("409 changed-meanwhile");

    expect(await office.changeSeries(at, series._id, { rule: { every: "week", weekday: 0 }, minAge: null, registerBeforeMs: null })).toMatchObject({ changed: 6, kept: 1, planned: 0 });
    const sundays = await days(series._id);
    expect(sundays.map((one) => local(one.startsAt)).slice(0, 3)).toEqual(["2026-11-28 19:30", "2026-12-05 19:30", "2026-12-13 18:00"]);
    expect(sundays[2]).toMatchObject({ _id: third._id, seriesDay: "2026-12-13" });
    expect([sundays[2]!.minAge, sundays[2]!.registerUntil]).toEqual([undefined, undefined]);
    expect(await refused(office.changeSeries(at, series._id, { rule: { every: "month", day: 3 } }))).toContain("rule-other");
    expect(await refused(office.changeSeries(await desk([{ role: "commune-secretary", unit: "xa-b" }]), series._id, { at: "17:00" }))).toBe("404 not-found");
  });

  it("ends alone, or with its coming days", async () => {
    const at = await desk();
    const { series } = await office.newSeries(at, weekly);
    expect(await office.stopSeries(at, series._id)).toBe(0);
    expect(await office.stopSeries(at, series._id, { cancel: true, reason: "Hết mùa" })).toBe(8);
    expect(new Set((await days(series._id)).map((one) => `${one.state} ${one.cancelReason}`))).toEqual(new Set(["cancelled Hết mùa"]));
    expect(await office.listSeries(at)).toEqual([]);
  });

  it("by the moon has thirty days at most", async () => {
    expect(await refused(office.newSeries(await desk(), { ...weekly, rule: { every: "lunar-month", day: 31 } }))).toContain("lunar-day");
  });
});

it("tells staff of waiting work in their own chats, only those whose office it is", async () => {
  const contact = await world.chats("Bí thư A");
  await world.staff("with-chat", [{ role: "commune-secretary", unit: "xa-a" }]);
  await world.office.staff.members.updateOne({ login: "with-chat" }, { $set: { contact } });
  const waits = async () => (await world.redis.zrange(`${world.ports.prefix}out:l:${contact}`, "0", "-1")).length;
  await world.office.callStaff({ id: "c1", right: "cases.advance", commune: "xa-b", key: "staff-news:case-admission" });
  expect(await waits()).toBe(0);
  await world.office.callStaff({ id: "c2", right: "cases.advance", commune: "xa-a", key: "staff-news:case-admission", params: { name: "Lan", ref: "HS" } });
  await world.office.callStaff({ id: "c3", right: "clubs.approve", commune: "xa-a", club: "clb", key: "staff-news:club-request", button: { label: "staff-news:open", flow: "club-request", value: "CLB-1" } });
  expect(await waits()).toBe(2);
});
