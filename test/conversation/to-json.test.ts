import { expect, it } from "vitest";
import { toJson } from "../../src/conversation/to-json.ts";

it("makes JSON of whatever an expression or effect gives", () => {
  const given = { big: 7n, minus: -0, nan: NaN, day: new Date(0), map: new Map([["a", 1n]]), list: [undefined, Symbol("x")], gone: undefined, act: () => 1 };
  const json = toJson(given);
  expect(json).toStrictEqual({ big: 7, minus: 0, nan: null, day: "1970-01-01T00:00:00.000Z", map: { a: 1 }, list: [null, null], act: null });
  expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
});

it("keeps a key called __proto__ a key, and ends in rings", () => {
  expect(Object.keys(toJson(JSON.parse('{"__proto__":{"a":1}}')) as object)).toEqual(["__proto__"]);
  const ring: Record<string, unknown> = {};
  ring["self"] = ring;
  expect(() => toJson(ring)).not.toThrow();
});
