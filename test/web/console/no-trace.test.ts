import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { checkInByCode, checkInFromList, giveFeedback, markInterest } from "../../../src/activities/index.ts";
import { consentSubject, recordConsent } from "../../../src/consent/index.ts";
import { submitQuestion } from "../../../src/questions/index.ts";
import { requestPerson } from "../../../src/handovers/index.ts";
import * as office from "../../../src/office/index.ts";
import { openDesk, type Desk } from "../../../src/office/index.ts";
import { createHook } from "../../../src/hooks/index.ts";
import { joinClub } from "../../../src/clubs/index.ts";
import { unitTree } from "../../../src/units/index.ts";
import { startApi, type ApiWorld } from "../../kit/console/api-client.ts";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { until } from "../../kit/until.ts";

/** One word that is nowhere else, put into everything that can hold one; afterwards it is looked for in every collection, every key of Redis, every file and every export. */
const word = `vết${randomBytes(6).toString("hex").replace(/\d/g, "x")}`;
const bare = word.replace("vết", "");

let world: ConsoleWorld;
let api: ApiWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
  api = await startApi(world);
});
afterAll(async () => {
  await api.stop();
  await world.stop();
});
vi.setConfig({ testTimeout: 60_000 });

async function deskOfOwner(): Promise<Desk> {
  const owner = await world.staff("owner", grantsOfRoles["owner"]!);
  return openDesk(world.office, { actor: { kind: "staff", id: owner._id, name: "Chủ" }, grants: owner.grants, locale: "vi", tree: await unitTree(world.office.units, { fresh: true }), now: Date.now() });
}

/** Where the word is now: names of collections, keys and files. */
async function places(): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await world.connection.db!.listCollections().toArray()) {
    for await (const document of world.connection.db!.collection(name).find()) if (JSON.stringify(document).includes(bare)) found.push(name);
  }
  for (const key of await world.redis.keys("*")) {
    const type = await world.redis.type(key);
    const held: string = type === "string" ? ((await world.redis.get(key)) ?? "") : type === "hash" ? JSON.stringify(await world.redis.hgetall(key)) : type === "list" ? String(await world.redis.call("LRANGE", key, "0", "-1")) : type === "zset" ? String(await world.redis.call("ZRANGE", key, "0", "-1")) : type === "set" ? (await world.redis.smembers(key)).join() : JSON.stringify(await world.redis.xrange(key, "-", "+"));
    if ((held + key).includes(bare)) found.push(`redis ${key}`);
  }
  const folder = world.rooms.media.folder;
  if (existsSync(folder)) for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) if (file.isFile() && readFileSync(join(file.parentPath, file.name)).includes(bare)) found.push(`file ${file.name}`);
  return [...new Set(found)].sort();
}

async function plant(desk: Desk): Promise<{ person: string; contact: string }> {
  const { rooms, office: ports } = world;
  const contact = await world.chats(`Chat${bare}`, { profile: { name: `Lan ${word}`, village: word, ageBand: "18-30" }, session: { frames: [], note: word } as never, outbox: [{ id: "o", to: "x", text: word, urgency: "reply" }], played: [word] });
  const person = await office.createPerson(desk, { name: `Nguyễn Lan ${word}`, branch: "thon-a1", address: word, occupation: word, note: word, tags: [word], email: `${bare}@example.vn`, memberCode: bare, birth: "17/5/2005" });
  await rooms.people.people.updateOne({ _id: person._id }, { $set: { contacts: [contact], standing: "member" } });
  await office.updatePerson(desk, person._id, { note: `${word} sửa`, address: `thôn ${word}` });
  await office.setPersonStatus(desk, person._id, { status: "deferred", decision: word });
  await office.addTraining(desk, person._id, { kind: "training", name: word, certificate: word });
  await office.recordDues(desk, person._id, ["2026-01"], 2000);
  await office.givePost(desk, "thon-a1", { person: person._id, title: "branch-secretary", from: "2026-01-01", concurrentPost: word });
  const opened = await office.openCase(desk, { kind: "transfer-out", person: person._id, data: { name: word, reason: word, place: word } });
  await office.noteCase(desk, opened._id, word);
  await office.advanceCase(desk, opened._id, { to: "refused", reason: word });
  const own = await office.openCase(desk, { kind: "residence", person: person._id, data: { reason: word } });
  await rooms.cases.cases.updateOne({ _id: own._id }, { $set: { contact } });
  await office.openRequest(desk, { kind: "correct", person: person._id, words: word });
  // Clubs, dialogues, questions, talks, consents and messages of the chat.
  await rooms.clubs.clubs.create({ _id: "clb", commune: "xa-a", name: "CLB", label: "CLB", kind: "sport", leader: "", schedule: "", place: "", description: "", keywords: [], order: 1, state: "open", admission: "leader", revision: 1 });
  await joinClub(rooms.clubs, { club: "clb", contact, code: "CLB-1", mark: "m", motivation: word, now: Date.now() });
  await rooms.dialogues.registrations.create({ _id: `dt|${contact}`, dialogue: "dt", contact, state: "seated", generation: 1, claim: "c", ticket: 1, code: "DT-1", willAsk: true, locale: "vi", joinMark: word, told: { state: "seated", position: 0 }, registeredAt: 1 });
  const activity = await office.newActivity(desk, { title: "Dọn đường", kind: "volunteering", startsAt: Date.now() + 60_000, commune: "xa-a" });
  await rooms.activities.seats.registrations.create({ _id: `${activity._id}|${contact}`, dialogue: activity._id, contact, state: "cancelled", generation: 1, claim: "c", ticket: 1, code: "HD-1", willAsk: false, locale: "vi", joinMark: word, told: { state: "seated", position: 0 }, registeredAt: 1 });
  await checkInByCode(rooms.activities, activity.checkInCode, { contact, others: [], persons: [], name: `Lan ${word}` }, Date.now());
  await checkInFromList(rooms.activities, activity, [{ person: person._id, name: `Nguyễn Lan ${word}` }], "t", Date.now());
  await giveFeedback(rooms.activities, { activity: activity._id, contact, score: 5, words: word, now: Date.now() });
  await markInterest(rooms.activities, activity._id, contact, Date.now());
  await rooms.broadcasts.interests.create({ _id: `dt|${contact}`, dialogue: "dt", contact, at: 1 });
  await rooms.broadcasts.broadcasts.create({ _id: "tb", kind: "notice", state: "draft", audience: { everyone: true }, content: { texts: { vi: "Tin" } }, reportTo: contact, expiresAt: 1, version: 1, cursor: "", phase: "contacts", chunks: 0, total: 0, round: 0, createdAt: 1 });
  await rooms.broadcasts.broadcasts.create({ _id: "promoted-c", kind: "promoted", state: "done", audience: { contacts: [contact], dialogues: [{ id: "dt", who: "seated" }] }, content: { key: "notice:promoted", params: { code: word } }, expiresAt: 1, version: 1, cursor: "", phase: "planned", chunks: 0, total: 1, round: 0, createdAt: 1 });
  await submitQuestion(rooms.questions, { to: "union", commune: "xa-a", topic: "khac", text: `Hỏi ${word}`, contact, mark: "q", codeOf: () => "CH-1", now: Date.now(), by: { name: word, branch: word } });
  await requestPerson(rooms.handovers, { mark: "h", ref: "HT-1", contact, commune: "xa-a", reason: word, urgent: false, now: Date.now() });
  await recordConsent(rooms.consent, { mark: "c", subject: consentSubject(ports.secret, contact), purpose: "registration", notice: { locale: "vi", text: "Thông báo" }, channel: "telegram", words: "TÔI ĐỒNG Ý", guardian: false, now: Date.now() });
  await ports.log.write(contact, "e1", Date.now(), `Em là ${word}`, [`Chào ${word}`]);
  await ports.tell({ id: "t1", contact, key: "club-request:accepted", params: { club: word } });
  await office.answerConversation(desk, "HT-1", `Chào ${word}`);
  await world.lanes.add("in", [{ contact, id: "in1", json: JSON.stringify({ text: word }) }]);
  await world.lanes.add("bulk", [{ contact, id: "b1", json: JSON.stringify({ text: word }) }]);
  // A list that named them, read and not taken in; another one taken in.
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("DS");
  sheet.addRow(["Họ và tên", "Ngày sinh", "Địa chỉ", "Ghi chú"]);
  sheet.addRow([`Nguyễn Lan ${word}`, "17/5/2005", `xóm ${word}`, word]);
  sheet.addRow([`Trần Văn ${bare}`, "1/1/2000", "", ""]);
  const list = Buffer.from(await book.xlsx.writeBuffer());
  const read = await office.startImport(desk, { file: list, name: "ds.xlsx", commune: "xa-a" });
  await until("the list is read", async () => (await office.readImport(desk, read._id)).state === "planned");
  // A program that heard of it and asked the API.
  await createHook(rooms.hooks, { name: "Hook", url: "http://127.0.0.1:9/x", events: ["*"], createdBy: "t", key: ports.secret, allowPrivate: true, now: Date.now() });
  const program = await api.program(grantsOfRoles["owner"]!);
  expect((await program.call("post", `/people/${person._id}/status`, { status: "active", decision: word }, { "idempotency-key": "k1" })).status).toBe(200);
  return { person: person._id, contact };
}

it("leaves no trace of somebody who is deleted", async () => {
  const desk = await deskOfOwner();
  const { person } = await plant(desk);
  const before = await places();
  for (const wanted of ["people", "contacts", "cases", "audit", "posts", "data-requests", "import-rows", "messages", "questions", "handovers", "club-memberships", "dialogue-registrations", "activity-registrations", "attendance", "activity-feedback", "activity-interests", "notice-interests", "broadcasts", "api-onces"]) expect(before, "the word was planted in").toContain(wanted);
  expect(before.filter((one) => one.startsWith("redis")).length).toBeGreaterThan(1);

  const request = await office.openRequest(desk, { kind: "delete", person, words: `xóa ${word}` });
  await office.closeRequest(desk, request._id, { outcome: "done", result: `Đã xóa ${word}` });

  // A row of a list that nobody took in names a stranger of the same word: it is another person's and goes with its import.
  await world.rooms.imports.rows.deleteMany({ person: { $exists: false }, "fields.name": /Trần/ });
  expect(await places()).toEqual([]);
  // That two were there stays, without who.
  expect(await world.rooms.activities.attendance.find().sort({ how: 1 }).lean()).toMatchObject([{ name: "", how: "code" }, { name: "", how: "list" }]);
  expect(await world.office.requests.requests.findById(request._id).lean()).toMatchObject({ kind: "delete", state: "done" });
  expect(await world.office.audit.entries.exists({ act: "request.done" })).not.toBeNull();
});

it("is gone from exports and lists as well", async () => {
  const browser = await world.browse("owner");
  for (const path of ["/people/export", "/cases/export", "/clubs/export", "/units/export", "/privacy/export?closed=1", "/audit/export", "/audit/export?looks=1", "/staff/export"]) {
    const answer = await browser.fetch(`/console${path}`);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Buffer.from(await answer.arrayBuffer()) as never);
    expect(JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues())), path).not.toContain(bare);
  }
  expect((await browser.get(`/console/people?q=${encodeURIComponent(word)}`)).html).toContain("Không tìm thấy ai");
});
