import { describe, expect, it } from "vitest";
import { loadAnswers, loadIntents, loadOtherTopics, loadParaphrases, loadUnderstanding } from "../../src/answers/index.ts";
import { fold } from "../../src/lib/vietnamese/index.ts";
import { measure, readCases } from "./evaluation.ts";

const understanding = loadUnderstanding();
const files = ["held-out", "held-out-second", "held-out-third", "held-out-fourth"];

describe.each(files)("%s", (file) => {
  const { held } = readCases(file);
  it("holds the promised figures", () => {
    const { figures, wrong } = measure(held, understanding);
    console.log(file, JSON.stringify(figures));
    expect(figures.wrong / figures.cases, wrong.join("; ")).toBeLessThanOrEqual(0.01);
    expect(figures.direct / figures.answers).toBeGreaterThanOrEqual(0.7);
    expect(figures.offered / figures.answers).toBeGreaterThanOrEqual(0.92);
    expect(figures.flowsRight / figures.flows).toBeGreaterThanOrEqual(0.92);
    expect(figures.outsideRight / figures.outside).toBeGreaterThanOrEqual(0.98);
  });
  it("shares no sentence with the data it is measured against", () => {
    const key = (text: string) => fold(text).replace(/[^a-z0-9]+/g, " ").trim();
    const known = new Set(
      [...loadAnswers().map((entry) => entry.question), ...Object.values(loadParaphrases()).flat(), ...loadIntents().flatMap((intent) => intent.examples), ...Object.values(loadOtherTopics()).flat()].map((text) => key(String(text))),
    );
    // One word has no other way to be said ("menu", "hi").
    expect(held.map(({ text }) => key(text)).filter((text) => text.includes(" ") && known.has(text))).toEqual([]);
  });
});

it("answers the sample utterances of the project's notes, or offers them", () => {
  const { spec } = readCases("held-out");
  const { figures, wrong } = measure(spec, understanding);
  expect(wrong).toEqual([]);
  expect(figures.offered).toBe(figures.answers);
  expect(figures.flowsRight).toBe(figures.flows);
});
