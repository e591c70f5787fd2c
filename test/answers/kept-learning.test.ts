import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { keepLearning, loadAnswers, loadUnderstanding } from "../../src/answers/index.ts";

const folder = mkdtempSync(join(tmpdir(), "cau-noi-learned-"));
afterAll(() => rmSync(folder, { recursive: true }));

const questions = ["ad ơi e mún zô đoàn thì lm j ạ", "đóng đoàn phí bao nhiêu", "hôm nay trời đẹp quá"];
const ask = (entries = loadAnswers()) => {
  const { understand } = loadUnderstanding(entries, keepLearning(folder));
  return questions.map((text) => ({ ...understand(text), ms: 0 }));
};

it("what was learned once is read again and says the same; half a file and other entries are learned anew", () => {
  const plain = loadUnderstanding();
  const first = ask();
  expect(first).toEqual(questions.map((text) => ({ ...plain.understand(text), ms: 0 })));
  const [name] = readdirSync(folder);
  const { mtimeMs, size } = statSync(join(folder, name!));
  expect(ask()).toEqual(first);
  expect([readdirSync(folder), statSync(join(folder, name!)).mtimeMs]).toEqual([[name], mtimeMs]);
  truncateSync(join(folder, name!), size / 2);
  expect(ask()).toEqual(first);
  expect(statSync(join(folder, name!)).size).toBe(size);
  ask(loadAnswers().slice(1));
  expect(readdirSync(folder)).toHaveLength(2);
});
