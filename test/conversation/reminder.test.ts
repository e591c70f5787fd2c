import { beforeEach, expect, it } from "vitest";
import { Conversation, fixture, minute, noon } from "./conversation.ts";

const halfWay = "Bạn đang làm dở, tiếp tục không? [Tiếp tục | Thôi]";
const kinds = "Bạn thích môn nào? [⚽ Bóng đá | Bóng chuyền | Cờ vua | Thực đơn]";
let talk: Conversation;

beforeEach(() => {
  talk = new Conversation(fixture("ask"));
  talk.contact = { name: "Lan", stopped: false };
  talk.start("ask");
});

function tick(after: number, ask = talk.session!.ask!.number): string[] {
  talk.now = noon + after;
  return talk.lines(talk.play({ kind: "tick", ask }));
}

it("wakes first for the reminder, then for the end", () => {
  expect(talk.played.wakeAt).toBe(noon + 30 * minute);
  expect(tick(29 * minute)).toEqual([]);
  expect(tick(30 * minute)).toEqual([halfWay]);
  expect(talk.played.wakeAt).toBe(noon + 120 * minute);
  expect(tick(60 * minute)).toEqual([]);
  expect(tick(120 * minute)).toEqual(["flow-expired"]);
  expect(talk.session).toBeNull();
});

it("of another question does nothing", () => {
  const before = structuredClone(talk.session);
  expect(tick(30 * minute, 99)).toEqual([]);
  expect(talk.session).toEqual(before);
});

it("continue asks the same question, under the same number", () => {
  const { number } = talk.session!.ask!;
  tick(30 * minute);
  expect(talk.press("Tiếp tục")).toEqual([kinds]);
  expect(talk.session!.ask!.number).toBe(number);
  expect(talk.type("2")[0]).toMatch(/đồng ý/);
});

it("numbers mean the buttons seen last, labels any of the question", () => {
  tick(30 * minute);
  expect(talk.type("3")).toEqual(["not-understood: 1"]);
  expect(talk.type("1")).toEqual([kinds]);
  expect(talk.type("1")[0]).toMatch(/đồng ý/);
});

it("leaves the question's own buttons and words valid", () => {
  tick(30 * minute);
  expect(talk.press("Cờ vua")[0]).toMatch(/đồng ý/);
});

it("stop ends every running flow", () => {
  tick(30 * minute);
  expect(talk.press("Thôi")).toEqual(["Đã dừng.", "ended: ask stopped"]);
  expect(talk.session).toBeNull();
});
