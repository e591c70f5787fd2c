import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createActivity } from "../../src/activities/index.ts";
import { createBroadcast, saveSettings, type Broadcast } from "../../src/broadcasts/index.ts";
import { previewBroadcast } from "../../src/jobs/plan-broadcast.ts";
import { chatAudiences, checkChatWords, confirmFromChat, countedFromChat, draftFromChat, dropFromChat, OfficeError, saveAudience, savedAudiences, sendBack, updateAudience, type ChatNotice, type Desk } from "../../src/office/index.ts";
import { createAudiencePorts } from "../../src/service/audiences.ts";
import { reportBroadcasts } from "../../src/service/report-broadcasts.ts";
import { Contacts } from "../../src/storage/contacts.ts";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../kit/console/console-world.ts";
import { until } from "../kit/until.ts";

let world: ConsoleWorld;
const people = 12;
const hoa = "telegram:bot:hoa";

beforeAll(async () => {
  world = await startConsoleWorld();
  for (let i = 0; i < people; i++) await world.chats(`ban-${i}`, { profile: { branch: i < 5 ? "thon-a1" : "thon-a2" } });
  await world.chats("hoa", { profile: { branch: "thon-b1" } });
  await world.rooms.clubs.clubs.create({ _id: "clb-a", commune: "xa-a", name: "CLB Bóng đá", label: "Bóng đá", kind: "sport", leader: "", schedule: "", place: "", description: "", keywords: [], order: 1, state: "open", admission: "leader", revision: 1 });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.rooms.broadcasts.broadcasts.deleteMany({});
  await world.rooms.broadcasts.settings.deleteMany({});
  await world.rooms.staff.members.deleteMany({});
  world.told.length = 0;
});
vi.setConfig({ testTimeout: 30_000 });

async function deskOf(role: string): Promise<Desk> {
  const member = await world.staff(role, grantsOfRoles[role]!);
  await world.office.staff.members.updateMany({ contact: hoa }, { $unset: { contact: 1 } });
  await world.office.staff.members.updateOne({ _id: member._id }, { $set: { contact: hoa } });
  return (await world.desks.deskOf(hoa, Date.now()))!;
}

/** Counts as the queue's job would, everybody being reachable. */
async function count(id: string): Promise<void> {
  const draft = await until("a count is asked for", async () => {
    const found = await world.rooms.broadcasts.broadcasts.findById(id).lean<Broadcast>();
    return found?.preview?.state === "counting" ? found : undefined;
  });
  await previewBroadcast(id, draft.preview!.id, {
    broadcasts: world.rooms.broadcasts, audience: createAudiencePorts(world.rooms, new Contacts(world.connection), { entry: () => undefined } as never), accounts: () => ({ windows: {}, perSecond: 10 }),
    noted: { park: async () => {} }, budgetLeft: async () => 0, callsOn: async () => () => 1, moved: async () => {}, rules: world.office.notices.rules, hold: async () => {}, now: Date.now,
  });
}

async function written(desk: Desk, id: string, { text = "Mai dọn đường thôn", audience = "all:xa-a", instead }: { text?: string; audience?: string; instead?: string } = {}): Promise<ChatNotice> {
  await draftFromChat(desk, { id, text, audience, purpose: "activities", reportTo: hoa, ...(instead ? { instead } : {}) });
  const counted = countedFromChat(desk, id, 10_000);
  await count(id);
  return counted;
}
const stateOf = async (id: string) => (await world.rooms.broadcasts.broadcasts.findById(id).lean<Broadcast>())?.state;
const refused = async (act: Promise<unknown>): Promise<unknown> => act.then(() => "done", (error: unknown) => (error instanceof OfficeError ? error.status : String(error)));

describe("whom one may write to", () => {
  it("is the commune, its branches, clubs, coming dialogues and saved audiences; less for those who hold less", async () => {
    await world.rooms.dialogues.dialogues.deleteMany({});
    await world.rooms.dialogues.dialogues.create({ _id: "dt-a", commune: "xa-a", title: "Đối thoại", label: "Đối thoại", theme: "", startsAt: Date.now() + 86_400_000, place: "Xã", capacity: 5, state: "open", revision: 1 } as never);
    await createActivity(world.rooms.activities, { _id: "hd-a", commune: "xa-a", units: ["xa-a"], kind: "volunteering", title: "Dọn đường thôn", label: "Dọn đường", place: "Thôn", description: "", startsAt: Date.now() + 86_400_000, endsAt: Date.now() + 90_000_000, registration: true, capacity: 5, createdBy: "t", createdAt: Date.now() });
    const secretary = await deskOf("commune-secretary");
    const saved = await saveAudience(secretary, { name: "Học sinh", query: { ageBands: ["16-17"] } });
    expect((await chatAudiences(secretary)).map((one) => one.value)).toEqual(["all:xa-a", "unit:thon-a1", "unit:thon-a2", "club:clb-a", "dialogue:dt-a", "activity:hd-a", `saved:${saved._id}`]);
    expect((await chatAudiences(await deskOf("branch-secretary"))).map((one) => one.value)).toEqual(["unit:thon-a1"]);
    expect((await chatAudiences(await deskOf("club-leader"))).map((one) => one.value)).toEqual(["club:clb-a"]);
    expect((await chatAudiences(await deskOf("owner"))).map((one) => one.value).slice(0, 3)).toEqual(["all:", "all:xa-a", "all:xa-b"]);
    expect(await refused(deskOf("provincial-viewer").then(chatAudiences))).toBe(403);
  });

  it("is also what was saved for one's own place, and of several places the one that is chosen", async () => {
    await world.rooms.broadcasts.audiences.deleteMany({});
    const branch = await deskOf("branch-secretary");
    const saved = await saveAudience(branch, { name: "Đoàn viên thôn", query: { roles: ["member"] } });
    expect(saved).toMatchObject({ commune: "xa-a", branch: "thon-a1", query: { roles: ["member"], units: ["thon-a1"] } });
    expect((await chatAudiences(branch)).map((one) => one.value)).toEqual(["unit:thon-a1", `saved:${saved._id}`]);
    expect((await savedAudiences(await deskOf("club-leader"))).map((one) => one._id)).toEqual([]);
    expect((await updateAudience(branch, saved._id, { name: "Thanh niên thôn", query: { roles: ["youth"] } })).query).toEqual({ roles: ["youth"], units: ["thon-a1"] });
    expect(await refused(updateAudience(await deskOf("club-leader"), saved._id, { name: "Của mình" }))).toBe(404);
    await world.staff("two", [...grantsOfRoles["branch-secretary"]!, ...grantsOfRoles["club-leader"]!]);
    await world.office.staff.members.updateMany({ contact: hoa }, { $unset: { contact: 1 } });
    await world.office.staff.members.updateOne({ _id: "s-two" }, { $set: { contact: hoa } });
    const two = (await world.desks.deskOf(hoa, Date.now()))!;
    expect((await chatAudiences(two)).map((one) => one.value)).toEqual(["unit:thon-a1", "club:clb-a", `saved:${saved._id}`]);
    await draftFromChat(two, { id: "n1", text: "Chào CLB", audience: "club:clb-a", purpose: "news", reportTo: hoa });
    expect(await world.rooms.broadcasts.broadcasts.findById("n1").lean()).toMatchObject({ club: "clb-a", commune: "xa-a", audience: { clubs: ["clb-a"] } });
    expect(await refused(saveAudience(two, { name: "Thôn khác", query: { everyone: true }, branch: "thon-a2" }))).toBe(422);
  });

  it("is never beyond one's own place", async () => {
    const branch = await deskOf("branch-secretary");
    expect(await refused(draftFromChat(branch, { id: "n1", text: "Chào", audience: "unit:thon-a2", purpose: "news", reportTo: hoa }))).toBe(422);
    expect(await refused(draftFromChat(branch, { id: "n1", text: "Chào", audience: "saved:khong", purpose: "news", reportTo: hoa }))).toBe(404);
    expect(await refused(draftFromChat(await deskOf("commune-secretary"), { id: "n1", text: "Chào", audience: "unit:thon-b1", purpose: "news", reportTo: hoa }))).toBe(422);
    const notice = await written(branch, "n2", { audience: "unit:thon-a1" });
    expect(notice).toMatchObject({ counted: true, people: 5 });
    expect(await refused(countedFromChat(await deskOf("club-leader"), "n2", 0))).toBe(404);
  });
});

describe("a notice from a chat", () => {
  it("is counted, confirmed by its code and sent once however often it is confirmed", async () => {
    const desk = await deskOf("commune-secretary");
    const notice = await written(desk, "n1");
    expect(notice).toMatchObject({ counted: true, people, approval: "none", code: expect.stringMatching(/^[1-9]\d{3}$/) });
    expect(await confirmFromChat(desk, { id: "n1", code: notice.code, typed: "0000", anyway: false })).toBe("wrong-code");
    expect(await stateOf("n1")).toBe("draft");
    expect(await confirmFromChat(desk, { id: "n1", code: notice.code, typed: `mã ${notice.code} nhé`, anyway: false })).toBe("sending");
    expect(await confirmFromChat(desk, { id: "n1", code: notice.code, typed: notice.code, anyway: false })).toBe("sending");
    expect(await world.rooms.broadcasts.broadcasts.findById("n1").lean()).toMatchObject({ state: "planning", purpose: "activities", commune: "xa-a", by: "s-commune-secretary", reportTo: hoa });
    expect(await world.rooms.audit.entries.countDocuments({ act: "broadcast.sent-off", "subject.id": "n1" })).toBe(1);
    // Dropping what is sent off changes nothing.
    await dropFromChat(desk, "n1");
    expect(await stateOf("n1")).toBe("planning");
  });

  it("wants a new look where it was changed or counted anew meanwhile, and asks about the same words", async () => {
    const desk = await deskOf("commune-secretary");
    const notice = await written(desk, "n1");
    const again = await written(desk, "n1");
    expect(await confirmFromChat(desk, { id: "n1", code: notice.code, typed: notice.code, anyway: false })).toBe("again");
    await confirmFromChat(desk, { id: "n1", code: again.code, typed: again.code, anyway: false });
    const twin = await written(desk, "n2");
    expect(await confirmFromChat(desk, { id: "n2", code: twin.code, typed: twin.code, anyway: false })).toBe("same-words");
    expect(await confirmFromChat(desk, { id: "n2", code: twin.code, typed: twin.code, anyway: true })).toBe("sending");
  });

  it("takes the place of the draft it corrects", async () => {
    const desk = await deskOf("commune-secretary");
    await written(desk, "n1");
    await written(desk, "n2", { text: "Mai dọn đường lúc 6 giờ", instead: "n1" });
    expect([await stateOf("n1"), await stateOf("n2")]).toEqual([undefined, "draft"]);
    await dropFromChat(desk, "n2");
    await dropFromChat(desk, "n2");
    expect(await stateOf("n2")).toBeUndefined();
  });

  it("to many wants their number typed by who is alone, and a colleague's yes where there is one", async () => {
    await saveSettings(world.rooms.broadcasts, "xa-a", { approveAbove: people - 1 }, 0);
    const desk = await deskOf("commune-secretary");
    const alone = await written(desk, "n1");
    expect(alone.approval).toBe("count");
    expect(await confirmFromChat(desk, { id: "n1", code: alone.code, typed: alone.code, anyway: false })).toBe("wrong-code");
    expect(await confirmFromChat(desk, { id: "n1", code: alone.code, typed: `${alone.code} 11`, anyway: false })).toBe("wrong-code");
    expect(await confirmFromChat(desk, { id: "n1", code: alone.code, typed: `${alone.code} ${people}`, anyway: false })).toBe("sending");

    const owner = await world.staff("owner", grantsOfRoles["owner"]!);
    await world.chats("chu", {});
    await world.office.staff.members.updateOne({ _id: owner._id }, { $set: { contact: "telegram:bot:chu" } });
    const watched = await written(desk, "n2", { text: "Tin khác" });
    expect(watched.approval).toBe("colleague");
    for (let i = 0; i < 2; i++) expect(await confirmFromChat(desk, { id: "n2", code: watched.code, typed: watched.code, anyway: false })).toBe("waiting");
    expect(await stateOf("n2")).toBe("waiting");
    // Said twice, as after a crash, the colleague hears it once.
    const calls = await world.redis.zrange("console-test:out:l:telegram:bot:chu", "0", "-1");
    expect(calls.filter((one) => one.includes("chờ bạn duyệt"))).toHaveLength(1);
    const colleague = (await world.desks.deskOf("telegram:bot:chu", Date.now()))!;
    await sendBack(colleague, "n2");
    expect(world.told).toMatchObject([{ contact: hoa, key: "send-notice:sent-back", params: { name: "owner" } }]);
  });

  it("reads numbers as people write them", async () => {
    const desk = await deskOf("owner");
    const notice = await written(desk, "n1", { audience: "all:" });
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: "n1" }, { $set: { "preview.reach.now": 12_345 } });
    const many = await countedFromChat(desk, "n1", 0);
    expect(many).toMatchObject({ people: 12_345, approval: "count" });
    expect(many.code).not.toBe(notice.code);
    expect(await confirmFromChat(desk, { id: "n1", code: many.code, typed: `${many.code} 12.345`, anyway: false })).toBe("sending");
  });

  it("that is not counted in time says so, and is asked about again", async () => {
    const desk = await deskOf("commune-secretary");
    await draftFromChat(desk, { id: "n1", text: "Chào", audience: "all:xa-a", purpose: "news", reportTo: hoa });
    const waiting = await countedFromChat(desk, "n1", 0);
    expect(waiting).toMatchObject({ counted: false });
    expect(await confirmFromChat(desk, { id: "n1", code: waiting.code, typed: waiting.code, anyway: false })).toBe("again");
  });

  it("with a brace too many is refused at once", async () => {
    const desk = await deskOf("commune-secretary");
    expect(() => checkChatWords(desk, "Chào {name}")).not.toThrow();
    for (const wrong of ["Chào {ten}", "Chào {name", "a".repeat(1_501)]) expect(() => checkChatWords(desk, wrong)).toThrow();
  });
});

describe("the report", () => {
  const put = (id: string, fields: Partial<Broadcast>, counts: Record<string, number>, pending: number) =>
    Promise.all([
      createBroadcast(world.rooms.broadcasts, { _id: id, kind: "notice", audience: { everyone: true }, content: { texts: { vi: "Mai dọn đường" } }, reportTo: hoa, total: 400, ...fields }, Date.now()),
      world.rooms.broadcasts.chunks.replaceOne({ _id: `${id}|00000` }, { broadcast: id, people: [], states: {}, counts, open: [], next: {}, back: [], pending, revision: 1 }, { upsert: true }),
    ]);
  const run = () => reportBroadcasts({ rooms: world.rooms, office: world.office } as never, Date.now());
  const heard = async () => (await world.redis.zrange(`console-test:out:l:${hoa}`, "0", "-1")).map((one) => (JSON.parse(one.slice(one.indexOf("|") + 1)) as { text: string }).text);

  it("tells each quarter of a long one once, and every end once", async () => {
    await world.redis.del(`console-test:out:l:${hoa}`);
    await put("b1", { state: "sending", startedAt: Date.now() - 60_000 }, { s: 110, f: 10 }, 280);
    await put("b2", { state: "sending", startedAt: Date.now() - 1_000 }, { s: 300 }, 100);
    await run();
    await run();
    expect(await heard()).toEqual([expect.stringContaining("đã gửi 110/400")]);
    await put("b1", {}, { s: 310, f: 5, u: 5, w: 60, o: 10, n: 10 }, 0);
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: "b1" }, { $set: { state: "done" } });
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: "b2" }, { $set: { state: "cancelled" } });
    await run();
    expect((await heard()).slice(1)).toEqual([expect.stringMatching(/đã gửi xong: 310\/400[\s\S]*nhắn lại: 60[\s\S]*không rõ: 10[\s\S]*không tới được: 20/i)]);
    await world.rooms.broadcasts.broadcasts.updateOne({ _id: "b2" }, { $set: { closed: true } });
    // As if it died between telling and writing that down.
    await run();
    await world.rooms.broadcasts.broadcasts.updateMany({}, { $set: { reportTo: hoa } });
    await run();
    expect((await heard()).slice(2)).toEqual([expect.stringContaining("đã hủy giữa chừng: 300/400")]);
    expect(await world.rooms.broadcasts.broadcasts.countDocuments({ reportTo: { $gt: "" } })).toBe(0);
  });
});
