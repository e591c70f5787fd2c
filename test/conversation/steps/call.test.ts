import { expect, it } from "vitest";
import { Conversation, fixture, flowOf, trial } from "../conversation.ts";

it("plays another flow and comes back with its outcome and values", () => {
  const talk = new Conversation(fixture("call"), fixture("end"));
  expect(talk.start("call")).toEqual(["Tạm biệt Lan", "ended: end joined", "Kết quả joined Lan", "ended: call done"]);
});

it("waits inside the called flow, with its own variables", () => {
  const talk = new Conversation(trial("sub: { call: ask, save: sub, on: { refused: out } }\nout: { end: out }"), fixture("ask"));
  talk.contact = { name: "Lan" };
  talk.start("trial");
  expect(talk.session?.frames.map(({ flow, step }) => `${flow}/${step}`)).toEqual(["trial/sub", "ask/kind"]);
  talk.type("1");
  expect(talk.type("không")).toEqual(["ended: ask refused", "ended: trial out"]);
});

it("fails when the flow is not there, and when flows call each other without end", () => {
  const talk = new Conversation(trial("sub: { call: nowhere }"));
  expect(talk.start("trial")).toEqual(["failed: no-such-flow", "Xin lỗi, có trục trặc."]);
  const ring = new Conversation(trial("sub: { call: trial }"));
  expect(ring.start("trial")).toEqual(["failed: budget", "Xin lỗi, có trục trặc."]);
  expect(ring.played.events.at(-2)).toMatchObject({ detail: "more than 8 flows inside each other" });
});

it("stays in the version a session began with", () => {
  const first = flowOf("flow: trial\nversion: 1\nsteps: { q: { ask: text, text: x }, done: { end: first } }");
  const second = flowOf("flow: trial\nversion: 2\nsteps: { q: { ask: text, text: x }, done: { end: second } }");
  const talk = new Conversation(first);
  talk.start("trial");
  talk.flows.push(second);
  expect(talk.type("a")).toEqual(["ended: trial first"]);
  talk.start("trial");
  expect(talk.type("a")).toEqual(["ended: trial second"]);
  talk.start("trial");
  talk.flows.pop();
  expect(talk.type("a")).toEqual(["failed: no-such-flow", "Xin lỗi, có trục trặc."]);
});
