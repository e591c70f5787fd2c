import { expect, it } from "vitest";
import { Conversation, fixture } from "../conversation.ts";

it("says a text with its parameters and ends behind the last step", () => {
  const talk = new Conversation(fixture("say"));
  expect(talk.start("say", { name: "Lan" })).toEqual(["Chào Lan!", "ended: say done"]);
  expect(talk.session).toBeNull();
});

it("shows nothing for a parameter nobody gave, never the word null", () => {
  expect(new Conversation(fixture("say")).start("say")).toEqual(["Chào !", "ended: say done"]);
});

it("passes a step over when its condition is false, plays it when it is true", () => {
  const talk = new Conversation(fixture("say"));
  talk.contact = { returning: true };
  expect(talk.start("say", { name: "Minh" })).toEqual(["Chào Minh!", "Chào lần nữa.", "ended: say done"]);
});

it("takes only what the flow takes from its starter", () => {
  const talk = new Conversation(fixture("ask"));
  talk.start("ask", { name: "Lan", other: "x" });
  expect(talk.session?.frames[0]?.vars).toEqual({});
});
