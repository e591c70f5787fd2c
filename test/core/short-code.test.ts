import { expect, it } from "vitest";
import { shortCode } from "../../src/core/short-code.ts";

const keys = Array.from({ length: 5000 }, (_, i) => `event-${i}#0`);

it("makes the same code of the same act, and another one of everything else", () => {
  const code = shortCode("CH", "secret", "event#0");
  expect(shortCode("CH", "secret", "event#0")).toBe(code);
  const others = [shortCode("DT", "secret", "event#0").replace("DT", "CH"), shortCode("CH", "other", "event#0"), shortCode("CH", "secret", "event#1"), shortCode("CH", "secret", "event#0", 1)];
  expect(new Set([code, ...others]).size).toBe(5);
});

it("has no look-alikes and always a digit", () => {
  for (const key of keys) expect(shortCode("CLB", "secret", key)).toMatch(/^CLB-(?=.*[2-9])[2-9A-HJKMNP-TW-Z]{6}$/);
});

it("spreads: five thousand acts, hardly a code twice", () => {
  expect(new Set(keys.map((key) => shortCode("CH", "secret", key))).size).toBeGreaterThan(4997);
});
