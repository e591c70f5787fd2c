import { expect, it } from "vitest";
import { Conversation, fixture, trial } from "../conversation.ts";

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

it("shows its picture or document with the text, and only there", () => {
  const talk = new Conversation(trial("a: { say: x, image: poster.jpg }\nb: { say: x, file: 'https://files.example.vn/a.pdf' }\nc: { say: x }"));
  const said = talk.play({ kind: "start", flow: "trial" }).filter((event) => event.type === "said");
  expect(said).toEqual([
    { type: "said", text: "x", media: { kind: "image", source: "poster.jpg" } },
    { type: "said", text: "x", media: { kind: "file", source: "https://files.example.vn/a.pdf" } },
    { type: "said", text: "x" },
  ]);
});

it("shows no picture when its condition is false", () => {
  const talk = new Conversation(trial("a: { say: x, image: poster.jpg, when: contact.returning }\nb: { say: x }"));
  expect(talk.play({ kind: "start", flow: "trial" }).filter((event) => event.type === "said")).toEqual([{ type: "said", text: "x" }]);
});
