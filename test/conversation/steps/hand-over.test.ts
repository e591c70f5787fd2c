import { expect, it } from "vitest";
import { Conversation, fixture, trial } from "../conversation.ts";

it("gives the conversation to a person and ends everything", () => {
  const talk = new Conversation(trial("sub: { call: hand-over }\nafter: { say: 'say:again' }"), fixture("hand-over"));
  expect(talk.start("trial")).toEqual(["Cán bộ sẽ trả lời bạn.", "handed-over: asked", "ended: hand-over handed-over", "ended: trial handed-over"]);
  expect(talk.session).toBeNull();
});

it("goes on where the author says so", () => {
  expect(new Conversation(fixture("hand-over")).start("hand-over", { on: true })).toEqual([
    "Cán bộ sẽ trả lời bạn.",
    "handed-over: asked",
    "Còn gì nữa không?",
    "ended: hand-over done",
  ]);
});
