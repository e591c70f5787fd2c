import { beforeEach, expect, it } from "vitest";
import { Conversation, fixture } from "../conversation.ts";

let talk: Conversation;
beforeEach(() => {
  talk = new Conversation(fixture("do"));
  talk.start("do", { club: "c1" });
});

it("asks for the effect with its arguments, a missing one as null", () => {
  expect(talk.lines(talk.played.events)).toEqual(['effect: join-club {"club":"c1","motivation":null}']);
});

it("goes by the outcome and keeps the effect's values", () => {
  expect(talk.lines(talk.play({ kind: "result", outcome: "joined", values: { code: "XANH-7" } }))).toEqual(["Mã của bạn: XANH-7", "ended: do joined"]);
});

it("goes another way by another outcome", () => {
  expect(talk.lines(talk.play({ kind: "result", outcome: "already" }))).toEqual(["Đã tham gia", "ended: do already"]);
});

it("does not go on after an outcome the author forgot", () => {
  expect(talk.lines(talk.play({ kind: "result", outcome: "unknown-effect" }))).toEqual(["failed: no-such-step", "Xin lỗi, có trục trặc."]);
});

it("takes a result once", () => {
  talk.play({ kind: "result", outcome: "joined" });
  expect(talk.lines(talk.play({ kind: "result", outcome: "joined" }))).toEqual(["failed: unexpected-input", "Xin lỗi, có trục trặc."]);
});

it("takes a result, not a page", () => {
  expect(talk.lines(talk.play({ kind: "page", options: [], more: false }))[0]).toBe("failed: unexpected-input");
});
