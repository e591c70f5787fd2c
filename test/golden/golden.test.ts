import { afterAll, describe, expect, it } from "vitest";
import { createLibrary } from "../../src/conversation/create-library.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { localesFolder, readProjectFlows } from "../flows/flow-files.ts";
import { Coverage } from "./coverage.ts";
import { goldenNames, readGolden, readWorld, writeGolden } from "./golden-file.ts";
import { playGolden, type Stage } from "./play-golden.ts";

/** `UPDATE=1 npx vitest run test/golden` writes down what happens now: read the difference before you keep it. */
const update = process.env["UPDATE"] === "1";

describe("golden conversations", () => {
  const coverage = new Coverage(readProjectFlows());
  const stage: Stage = { library: createLibrary(coverage.watched()), text: loadTexts(localesFolder).text, world: readWorld(), coverage, fillIn: update };
  const names = goldenNames();

  it.each(names)("%s", (name) => {
    const golden = readGolden(name);
    expect(name.split(".")[0]).toBe(golden.flow);
    const happened = playGolden(golden, stage);
    if (update) writeGolden(name, { ...golden, talk: happened });
    else expect(happened).toEqual(golden.talk);
  });

  it("visit every step and take every way of every flow", () => {
    expect(coverage.missing()).toEqual([]);
  });

  it("speak English too, without a gap", () => {
    expect(names.map(readGolden).filter((golden) => golden.who === "jane").length).toBeGreaterThanOrEqual(3);
  });

  afterAll(() => {
    if (!update) process.stdout.write(`${names.length} golden conversations\n`);
  });
});
