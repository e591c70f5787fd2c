import { expect, it } from "vitest";
import { compilePattern } from "../../src/answers/pattern.ts";
import { createSpellingBook, readText } from "../../src/lib/vietnamese/index.ts";

const book = createSpellingBook([]);
const tries = (pattern: string, text: string) => compilePattern(pattern)(readText(text, book)[0] ?? []);

it.each([
  ["(muốn|cho) ... vào clb <club>", "em muốn được vào clb bóng đá", { club: "bóng đá" }],
  ["(muốn|cho) ... vào clb <club>", "muon vao clb bong da", { club: "bong da" }],
  ["^ [cho] gặp cán bộ $", "gặp cán bộ", {}],
  ["^ gặp $", "em gặp", undefined],
  ["a ... b", "a x x x b", {}],
  ["a ... b", "a x x x x b", undefined],
  ["hội", "hỏi", undefined],
])("%s on %s", (pattern, text, wanted) => expect(tries(pattern, text)).toEqual(wanted));

it("refuses an empty pattern", () => expect(() => compilePattern("  ")).toThrow(/Empty/));
