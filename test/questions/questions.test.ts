import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  answerQuestion, askersOf, followQuestion, followedBy, forgetAsker, hideAsker, mergeQuestion, publishQuestion, questionModels, questionTopics, questionsOf, readQuestion, submitQuestion, submittedBefore, topicName,
  type NewQuestion, type QuestionModels,
} from "../../src/questions/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const [lan, minh, hoa] = ["telegram:bot:Lan", "zalo:oa:Minh", "messenger:page:Hoa"];
let engines: TestEngines;
let connection: Connection;
let questions: QuestionModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => void (questions = questionModels((connection = await openDatabase(engines)))));
afterEach(() => connection.close());

const codes = (...all: string[]) => (attempt: number) => all[attempt] ?? `CH-LAST${attempt}`;
const act = (mark: string, fields: Partial<NewQuestion> = {}): NewQuestion => ({ to: "union", topic: "khac", text: "Bao giờ có sân cầu lông?", contact: lan, mark, codeOf: codes(`CH-${mark}2222`), now, ...fields });
const submit = (mark: string, fields: Partial<NewQuestion> = {}) => submitQuestion(questions, act(mark, fields));
const follow = (code: string, contact: string, mark = contact) => followQuestion(questions, { code, contact, mark, now });

describe("submit-question", () => {
  it("is one question however often the act is played, also at the same time", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => submit("AA")));
    expect(new Set(all)).toEqual(new Set(["CH-AA2222"]));
    expect(await questions.questions.countDocuments({})).toBe(1);
    expect(await questions.askers.countDocuments({})).toBe(1);
  });

  it("takes the next code where one belongs to somebody else, and the same again when played again", async () => {
    await submit("AA", { codeOf: codes("CH-222222") });
    const second = { codeOf: codes("CH-222222", "CH-333333"), contact: minh };
    expect(await submit("BB", second)).toBe("CH-333333");
    expect(await submit("BB", second)).toBe("CH-333333");
    expect(await submittedBefore(questions, act("BB", second))).toBe("CH-333333");
    expect(await submittedBefore(questions, act("CC", second))).toBeUndefined();
  });

  it("keeps nothing about the asker in the question itself", async () => {
    await submit("AA");
    expect(JSON.stringify(await questions.questions.find().lean())).not.toMatch(/Lan|telegram/);
    await submit("BB", { by: { name: "Lan", branch: "Thôn Đông" } });
    expect(await questions.questions.findById("CH-BB2222").lean()).toMatchObject({ anonymous: false, by: { name: "Lan", branch: "Thôn Đông" } });
  });
});

describe("read-question", () => {
  it.each(["CH-7K2M9Q", "ch 7k2m9q", "7K2M9Q", " ch7k2m9q. ", "CH–7K2M9Q"])("finds %s", async (typed) => {
    await submit("AA", { codeOf: codes("CH-7K2M9Q") });
    expect(await readQuestion(questions, typed, lan)).toMatchObject({ _id: "CH-7K2M9Q", mine: true, state: "received" });
  });

  it("shows others only what is public, and never who asked", async () => {
    const code = await submit("AA", { by: { name: "Lan" } });
    expect(await readQuestion(questions, code, minh)).toBeUndefined();
    await publishQuestion(questions, code, true);
    const seen = await readQuestion(questions, code, minh);
    expect(seen).toMatchObject({ mine: false });
    expect(JSON.stringify(seen)).not.toMatch(/Lan|telegram/);
    await publishQuestion(questions, code, false);
    expect(await readQuestion(questions, code, minh)).toBeUndefined();
    expect(await readQuestion(questions, "CH-NONE22", lan)).toBeUndefined();
  });
});

describe("follow-question", () => {
  it("follows a public one once, also one's own as its asker", async () => {
    const code = await submit("AA");
    expect(await follow(code, minh)).toEqual({ outcome: "missing" });
    await publishQuestion(questions, code, true);
    expect(await follow("aa2222", minh)).toEqual({ outcome: "followed", code });
    expect(await follow(code, minh)).toEqual({ outcome: "followed", code });
    expect(await follow(code, minh, "later")).toEqual({ outcome: "already", code });
    expect(await follow(code, lan)).toEqual({ outcome: "already", code });
    expect(await followedBy(questions, minh)).toEqual([code]);
    expect((await readQuestion(questions, code, lan))?.mine).toBe(true);
  });

  it("gives everybody who waits for an answer in ascending pages", async () => {
    const code = await submit("AA");
    await publishQuestion(questions, code, true);
    for (const person of [minh, hoa]) await follow(code, person);
    const first = await askersOf(questions, code, "", 2);
    expect([...first, ...(await askersOf(questions, code, first.at(-1)!, 2))]).toEqual([hoa, lan, minh]);
  });
});

describe("forgetting", () => {
  it("deletes what only the person cared about and cuts the link to the rest", async () => {
    const [alone, followed, answered] = [await submit("AA", { by: { name: "Lan" } }), await submit("BB", { by: { name: "Lan" } }), await submit("CC", { by: { name: "Lan" } })];
    await publishQuestion(questions, followed, true);
    await follow(followed, minh);
    await publishQuestion(questions, followed, false);
    await answerQuestion(questions, answered, { text: "Tháng sau.", public: false, now });
    const other = await submit("DD", { contact: hoa });
    await publishQuestion(questions, other, true);
    await follow(other, lan);

    await forgetAsker(questions, lan);
    await forgetAsker(questions, lan);

    const left = await questions.questions.find().lean();
    expect(left.map((one) => one._id).sort()).toEqual([followed, answered, other].sort());
    expect(left.map((one) => one._id)).not.toContain(alone);
    expect(JSON.stringify([left, await questions.askers.find().lean()])).not.toMatch(/Lan|telegram/);
    expect(left.filter((one) => one._id !== other).map((one) => one.mark)).toEqual(["", ""]);
    expect(await askersOf(questions, followed, "", 9)).toEqual([minh]);
    expect(await readQuestion(questions, answered, lan)).toBeUndefined();
  });

  it("goes on where it died", async () => {
    const [first, second] = [await submit("AA"), await submit("BB")];
    await questions.questions.deleteOne({ _id: first });
    await forgetAsker(questions, lan);
    expect(await questions.questions.findById(second)).toBeNull();
    expect(await questions.askers.countDocuments({})).toBe(0);
  });

  it("takes the name off and keeps the question, its asker and its answer to come", async () => {
    const code = await submit("AA", { by: { name: "Lan", branch: "Thôn Đông" } });
    await hideAsker(questions, lan);
    const kept = await questions.questions.findById(code).lean();
    expect(kept).toMatchObject({ anonymous: true, text: "Bao giờ có sân cầu lông?" });
    expect(kept).not.toHaveProperty("by");
    expect(await questionsOf(questions, lan)).toHaveLength(1);
  });
});

describe("merge-question", () => {
  it("brings all who asked along, through two merges and a repetition", async () => {
    const [first, second, third] = [await submit("AA"), await submit("BB", { contact: minh }), await submit("CC", { contact: hoa })];
    expect(await mergeQuestion(questions, third, second, now)).toBe(true);
    expect(await mergeQuestion(questions, second, first, now)).toBe(true);
    expect(await mergeQuestion(questions, second, first, now)).toBe(true);
    expect(await askersOf(questions, first, "", 9)).toEqual([hoa, lan, minh]);
    await answerQuestion(questions, first, { text: "Tháng sau.", public: false, now });
    expect(await readQuestion(questions, third, hoa)).toMatchObject({ answer: "Tháng sau.", state: "answered", mine: true });
    expect(await mergeQuestion(questions, first, first, now)).toBe(false);
    expect(await mergeQuestion(questions, first, second, now)).toBe(false);
    expect(await mergeQuestion(questions, first, "CH-NONE22", now)).toBe(false);
  });
});

it("has topics that fit on a button in both languages", () => {
  for (const topic of questionTopics()) for (const locale of ["vi", "en"] as const) expect([...topicName(topic, locale)!].length).toBeLessThanOrEqual(20);
  expect(questionTopics().slice(0, 2)).toEqual(["khoi-nghiep", "vay-von"]);
  expect(topicName("constructor", "vi")).toBeUndefined();
});
