import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { publishQuestion, questionModels, similarQuestions, type Question, type QuestionModels } from "../../src/questions/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const later = now + 60_000;
let engines: TestEngines;
let connection: Connection;
let questions: QuestionModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => void (questions = questionModels((connection = await openDatabase(engines)))));
afterEach(() => connection.close());

const asked = (_id: string, text: string, fields: Partial<Question> = {}): Question => ({ _id, to: "union", topic: "khac", text, state: "answered", anonymous: true, public: true, mark: _id, askedAt: now, ...fields });
const near = async (text: string, at = now): Promise<string[]> => (await similarQuestions(questions, text, at)).map((one) => one._id);

it("finds the same asked in other words or without diacritics, and nothing where nothing is alike", async () => {
  await questions.questions.create([asked("CH-VON222", "Vay vốn khởi nghiệp cần giấy tờ gì?"), asked("CH-SAN222", "Bao giờ sân bóng thôn Đông có đèn?"), asked("CH-DEN222", "Đèn đường thôn Tây hỏng, khi nào sửa?")]);
  expect((await near("muốn vay vốn khởi nghiệp thì cần những giấy tờ nào ạ"))[0]).toBe("CH-VON222");
  expect((await near("bao gio san bong thon dong co den"))[0]).toBe("CH-SAN222");
  expect(await near("khám nghĩa vụ quân sự ngày nào")).toEqual([]);
  expect(await near("")).toEqual([]);
});

it("offers only public ones that were accepted, and follows what is published and taken back", async () => {
  await questions.questions.create([
    asked("CH-PRI222", "Vay vốn cần giấy tờ gì?", { public: false }),
    asked("CH-REF222", "Vay vốn cần giấy tờ gì?", { state: "not-accepted" }),
    asked("CH-MER222", "Vay vốn cần giấy tờ gì?", { state: "merged" }),
  ]);
  expect(await near("Vay vốn cần giấy tờ gì?")).toEqual([]);
  await publishQuestion(questions, "CH-PRI222", true);
  expect(await near("Vay vốn cần giấy tờ gì?", later)).toEqual(["CH-PRI222"]);
  await publishQuestion(questions, "CH-PRI222", false);
  expect(await near("Vay vốn cần giấy tờ gì?", later + 60_000)).toEqual([]);
  await publishQuestion(questions, "CH-PRI222", true);
  expect(await near("Vay vốn cần giấy tờ gì?", later + 120_000)).toEqual(["CH-PRI222"]);
});

it("takes thirty milliseconds at most among five thousand, also when many ask at once", async () => {
  const words = "đường điện nước sân bóng vốn nghề việc làm trường lớp hè trại môi trường rác cây đèn chợ bến đò cầu xe lịch họp giấy tờ hồ sơ nhập ngũ máu quỹ vay lãi".split(" ");
  const text = (i: number) => Array.from({ length: 12 }, (_, k) => words[(i * 7 + k * k * 3 + ((i >> k) & 1)) % words.length]).join(" ") + ` số ${i}`;
  await questions.questions.insertMany(Array.from({ length: 5000 }, (_, i) => asked(`CH-${String(i).padStart(6, "0")}`, text(i))));
  expect(new Set((await Promise.all(Array.from({ length: 20 }, () => near(text(77))))).map((ids) => ids[0]))).toEqual(new Set(["CH-000077"]));
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const before = performance.now();
    expect((await near(text(i * 97)))[0]).toBe(`CH-${String(i * 97).padStart(6, "0")}`);
    times.push(performance.now() - before);
  }
  const middle = times.sort((a, b) => a - b)[25]!;
  expect(middle, `median of ${middle.toFixed(1)} ms`).toBeLessThan(30);
});
