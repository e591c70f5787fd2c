import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { clubsOf, joinClub } from "../../src/clubs/index.ts";
import { consentSubject, recordConsent, standingConsents } from "../../src/consent/index.ts";
import { dialogueById, forgetParticipant, registerForDialogue, registrationOf, type Promotion } from "../../src/dialogues/index.ts";
import { requestPerson } from "../../src/handovers/index.ts";
import { endParticipation, erasePerson } from "../../src/members/index.ts";
import { followQuestion, publishQuestion, questionsOf, submitQuestion } from "../../src/questions/index.ts";
import { loadSample } from "../../src/sample/index.ts";
import { openFeatureRooms, type FeatureRooms } from "../../src/turns/effects/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const dialogue = "doi-thoai-thanh-nien";
/** Stands in every field a person can fill and in every id of theirs; nowhere else. */
const word = "Zxqvwy";
const [lan, minh] = [`telegram:bot:${word}`, "zalo:oa:Minh"];
const subject = consentSubject("secret", lan);
let engines: TestEngines;
let connection: Connection;
let rooms: FeatureRooms;
let promoted: Promotion[];

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
afterEach(() => connection.close());
beforeEach(async () => {
  promoted = [];
  connection = await openDatabase(engines);
  rooms = await openFeatureRooms(connection);
  await loadSample(rooms, now);
  await rooms.dialogues.dialogues.updateOne({ _id: dialogue }, { $set: { capacity: 1, "seating.left": 1 } });
  for (const contact of [lan, minh]) await takePart(contact);
});

const tell = async (one: Promotion) => void promoted.push(one);

async function takePart(contact: string): Promise<void> {
  const act = { contact, now, mark: `act-${contact.length}` };
  const words = contact === lan ? word : "other words";
  const code = (prefix: string) => `${prefix}-${contact.length}`;
  await recordConsent(rooms.consent, { ...act, subject: consentSubject("secret", contact), purpose: "registration", notice: { locale: "vi", text: "…" }, channel: "telegram", words: "TÔI ĐỒNG Ý", guardian: false });
  await joinClub(rooms.clubs, { ...act, club: "bong-da", code: code("CLB"), motivation: words });
  await registerForDialogue(rooms.dialogues, { ...act, dialogue, code: code("DT"), willAsk: true, locale: "vi" }, tell);
  await submitQuestion(rooms.questions, { ...act, to: "union", topic: "khac", text: `Bao giờ ${words}?`, by: { name: words, branch: words }, codeOf: () => code("CH") });
  await followQuestion(rooms.questions, { ...act, code: "CH-2M4VAY" });
  await requestPerson(rooms.handovers, { ...act, ref: code("HT"), reason: words, urgent: false });
}

async function traces(): Promise<string[]> {
  const collections = await connection.db!.listCollections().toArray();
  const all = await Promise.all(collections.map(async ({ name }) => [name, JSON.stringify(await connection.db!.collection(name).find().toArray())] as const));
  return all.filter(([, text]) => text.includes(word)).map(([name]) => name).sort();
}

it("leaves no trace of somebody who is erased, and everything of the next person", async () => {
  expect(await traces()).toEqual(["club-memberships", "dialogue-registrations", "handovers", "question-askers", "questions"]);
  await erasePerson(rooms, { contact: lan, subject, mark: "erase", now }, tell);
  expect(await traces()).toEqual([]);
  expect(promoted.map((one) => one.contact)).toContain(minh);
  expect(await registrationOf(rooms.dialogues, dialogue, minh)).toMatchObject({ state: "seated" });
  expect(await clubsOf(rooms.clubs, minh)).toHaveLength(1);
  expect(await questionsOf(rooms.questions, minh)).toHaveLength(1);
  expect(await rooms.consent.records.find({ subject }).lean()).toMatchObject([{ withdrawnAt: now, erasedAt: now }]);
});

it("erases the rest after a life that died in between, and again changes nothing", async () => {
  await forgetParticipant(rooms.dialogues, lan, "erase", now, tell);
  for (let again = 0; again < 2; again++) await erasePerson(rooms, { contact: lan, subject, mark: "erase", now }, tell);
  expect(await traces()).toEqual([]);
  expect(await dialogueById(rooms.dialogues, dialogue)).toMatchObject({ seating: { left: 0, waiting: 0 } });
});

it("keeps a question others wait for, without any link to who asked", async () => {
  const code = (await questionsOf(rooms.questions, lan))[0]!._id;
  await rooms.questions.questions.updateOne({ _id: code }, { $set: { text: "Bao giờ có đèn?" } });
  await publishQuestion(rooms.questions, code, true);
  await erasePerson(rooms, { contact: lan, subject, mark: "erase", now }, tell);
  expect(await rooms.questions.questions.findById(code).lean()).toMatchObject({ text: "Bao giờ có đèn?", anonymous: true });
  expect(await traces()).toEqual([]);
});

it("ends memberships and registrations of somebody who withdrew, and takes the name off questions that go on", async () => {
  for (let again = 0; again < 2; again++) await endParticipation(rooms, { contact: lan, mark: "withdraw", now }, tell);
  expect(await clubsOf(rooms.clubs, lan)).toEqual([]);
  expect(await registrationOf(rooms.dialogues, dialogue, lan)).toMatchObject({ state: "cancelled" });
  expect(await registrationOf(rooms.dialogues, dialogue, minh)).toMatchObject({ state: "seated" });
  const [question] = await questionsOf(rooms.questions, lan);
  expect(question).toMatchObject({ anonymous: true, state: "received" });
  expect(question).not.toHaveProperty("by");
  expect(await clubsOf(rooms.clubs, minh)).toHaveLength(1);
  expect(await standingConsents(rooms.consent, consentSubject("secret", minh))).toHaveLength(1);
});
