import { expect, it } from "vitest";
import { Conversation, fixture, trial } from "../conversation.ts";

it("says a last text and ends with its outcome", () => {
  const talk = new Conversation(fixture("end"));
  expect(talk.start("end", { name: "Minh" })).toEqual(["Tạm biệt Minh", "ended: end joined"]);
  expect(talk.played).toMatchObject({ session: null });
  expect(talk.played.wakeAt).toBeUndefined();
});

it("ends silently without a text", () => {
  expect(new Conversation(trial("bye: { end: quiet }")).start("trial")).toEqual(["ended: trial quiet"]);
});
