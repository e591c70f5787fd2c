import { expect, it } from "vitest";
import { Conversation, fixture, trial } from "../conversation.ts";

it("goes one way when it holds and falls through when it does not", () => {
  const talk = new Conversation(fixture("check"));
  expect(talk.start("check", { age: "under-16" })).toEqual(["Dưới 16", "ended: check young"]);
  expect(talk.start("check", { age: "18-30" })).toEqual(["Từ 16", "ended: check grown"]);
});

it.each([
  ["vars.a == 'x'", false],
  ["vars.a != 'x'", true],
  ["vars.a == null", true],
  ["!vars.a", true],
  ["vars.a.b.c == 'x'", false],
  ["size(vars.a) > 0", false],
  ["vars.a > 3", false],
  ["has(vars.a)", false],
  ["has(vars.a) || vars.b != 'x'", true],
  ["'x' in vars.a", false],
  ["contact.consents.registration", false],
  ["contact.name == '' && !contact.consents.x", true],
  ["vars.a", false],
])("a field nobody gave: %s is %s", (condition, expected) => {
  const flow = trial(`gate: { check: "${condition}", then: yes, else: no }\nyes: { end: held }\nno: { end: fell }`);
  expect(new Conversation(flow).start("trial")).toEqual([`ended: trial ${expected ? "held" : "fell"}`]);
});

it.each(["contact.name > 3", "1 / 0 == 1", "contact.name"])("a condition that makes no sense closes the flow: %s", (condition) => {
  const talk = new Conversation(trial(`gate: { check: "${condition}", then: gate2 }\ngate2: { end: x }`));
  talk.contact = { name: "Lan" };
  expect(talk.start("trial")).toEqual(["failed: expression", "Xin lỗi, có trục trặc."]);
  expect(talk.session).toBeNull();
});
