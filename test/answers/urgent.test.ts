import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadAnswers, loadIntents, loadParaphrases, loadUnderstanding } from "../../src/answers/index.ts";

const { understand, isUrgent } = loadUnderstanding();
const read = (name: string) => parse(readFileSync(new URL(`../fixtures/understand/${name}.yaml`, import.meta.url), "utf8")) as { danger: string[]; harmless: string[] };
const withoutMarks = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D");
const share = (texts: string[]) => texts.filter(isUrgent).length / texts.length;

/** The book's entry about violence is the one question that may be heard as a cry. */
const questions = loadAnswers().filter(({ id }) => id !== "faq-060").map((entry) => entry.question);
const wishes = loadIntents().filter((intent) => !intent.params).flatMap((intent) => intent.examples);

describe.each(["urgent", "urgent-second", "urgent-third", "urgent-fourth"])("%s", (file) => {
  const { danger, harmless } = read(file);
  it("hears danger, also typed without diacritics", () => {
    expect(share(danger), danger.filter((text) => !isUrgent(text)).join("; ")).toBeGreaterThanOrEqual(0.9);
    expect(share(danger.map(withoutMarks)), danger.map(withoutMarks).filter((text) => !isUrgent(text)).join("; ")).toBeGreaterThanOrEqual(0.85);
  });
  it("raises no alarm about the harmless", () => {
    expect(share(harmless), harmless.filter(isUrgent).join("; ")).toBeLessThanOrEqual(0.02);
    expect(share(harmless.map(withoutMarks)), harmless.map(withoutMarks).filter(isUrgent).join("; ")).toBeLessThanOrEqual(0.03);
  });
});

it.each([["the book's questions", questions], ["the wishes of all flows", wishes]])("raises no alarm about %s", (_name, texts) => {
  expect(texts.flatMap((text) => [text, withoutMarks(text)]).filter(isUrgent)).toEqual([]);
});

it("says the same as understanding", () => {
  const all = ["urgent", "urgent-second", "urgent-third", "urgent-fourth"].flatMap((file) => [...read(file).danger, ...read(file).harmless]);
  for (const text of [...all, ...questions, ...wishes, "ch-7k2m9q em không muốn sống nữa"]) expect(understand(text).params?.["urgent"] === "yes", text).toBe(isUrgent(text));
});

it("hears every example of danger that the classes learn from", () => {
  expect(loadIntents().filter((intent) => intent.params).flatMap((intent) => intent.examples).filter((text) => !isUrgent(text))).toEqual([]);
});

it("costs less than half a millisecond a text", () => {
  const texts = Object.values(loadParaphrases()).flat();
  const run = () => {
    const started = performance.now();
    for (const text of texts) isUrgent(text);
    return (performance.now() - started) / texts.length;
  };
  run();
  expect(Math.min(run(), run(), run())).toBeLessThan(0.5);
});
