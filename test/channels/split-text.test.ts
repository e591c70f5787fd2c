import { describe, expect, it } from "vitest";
import { splitText } from "../../src/lib/text/split-text.ts";
import { RandomInput } from "./random-input.ts";

const graphemes = (text: string) => [...new Intl.Segmenter("vi", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);

describe("splitText", () => {
  it("leaves short texts alone", () => {
    expect(splitText("xin chào", 10)).toEqual(["xin chào"]);
    expect(splitText("", 10)).toEqual([""]);
  });

  it("prefers paragraphs, then lines, sentences, words", () => {
    expect(splitText("Một hai ba.\n\nBốn năm. Sáu", 18)).toEqual(["Một hai ba.\n\n", "Bốn năm. Sáu"]);
    expect(splitText("Một hai ba.\nBốn năm. Sáu", 18)).toEqual(["Một hai ba.\n", "Bốn năm. Sáu"]);
    expect(splitText("Một hai ba. Bốn năm sáu", 18)).toEqual(["Một hai ba. ", "Bốn năm sáu"]);
    expect(splitText("Một hai ba bốn năm sáu", 18)).toEqual(["Một hai ba bốn ", "năm sáu"]);
  });

  it("keeps web addresses whole when they fit a part", () => {
    const address = "https://doanxa.example.vn/sinh-hoat/thang-3?ma=abc";
    for (let before = 1; before < 60; before += 1) expect(splitText(`${"a".repeat(before)} ${address} và nữa`, 60).some((part) => part.includes(address))).toBe(true);
  });

  it("never cuts inside a letter with marks or an emoji", () => {
    for (const unit of ["👨‍👩‍👧‍👦", "🇻🇳", "ế", "e\u0302\u0301", "👍🏽", "\r\n"]) {
      for (const part of splitText(`a${unit.repeat(200)}`, 37)) expect(graphemes(part).every((cluster) => cluster === unit || cluster === "a")).toBe(true);
    }
  });

  it("cuts a single monstrous character rather than failing, but no surrogate pair", () => {
    const parts = splitText(`e${"\u0301".repeat(500)}😀${"\u0301".repeat(500)}`, 50);
    expect(parts.every((part) => part.length <= 50 && part.isWellFormed())).toBe(true);
  });

  it("always joins to the text and stays within the limit", () => {
    const random = new RandomInput(3);
    for (let round = 0; round < 400; round += 1) {
      const text = random.text(random.integer(0, 3000)).toWellFormed();
      const max = random.pick([2, 20, 64, 500, 1999]);
      const parts = splitText(text, max);
      expect(parts.join("")).toBe(text);
      expect(parts.every((part) => part.length <= max && part.isWellFormed())).toBe(true);
    }
  });
});
