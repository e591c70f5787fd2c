import { beforeEach, expect, it } from "vitest";
import { Conversation, fixture } from "../conversation.ts";

const names = ["Bóng đá Đông", "Bóng đá Tây", "Cờ vua", "Tình nguyện xanh", "Văn nghệ", "Đọc sách", "Khởi nghiệp", "Bơi lội"];
let talk: Conversation;

beforeEach(() => {
  talk = new Conversation(fixture("choose"));
});

/** What the turn does with a `page-requested`: hands in that part of the list. */
function serve(list: string[] = names): string[] {
  const request = talk.played.events.at(-1);
  if (request?.type !== "page-requested") throw new Error("no page was asked for");
  const from = request.page * request.size;
  const options = list.slice(from, from + request.size).map((label, index) => ({ value: `c${from + index}`, label }));
  return talk.lines(talk.play({ kind: "page", options, more: from + request.size < list.length }));
}

it("shows all on one page when they fit", () => {
  expect(talk.start("choose")).toEqual(["page: clubs 0 of 4"]);
  expect(serve(names.slice(0, 4))).toEqual([`Chọn câu lạc bộ [${names.slice(0, 4).join(" | ")} | Không có ở đây]`]);
  expect(talk.press("Cờ vua")).toEqual(["Bạn chọn Cờ vua", "ended: choose chosen"]);
});

it("pages without losing or repeating an option, never over the limit", () => {
  talk.start("choose");
  const seen: string[] = [];
  serve();
  for (;;) {
    const choices = talk.session!.ask!.choices;
    expect(choices.length).toBeLessThanOrEqual(talk.maxChoices);
    seen.push(...choices.filter(({ act }) => !act).map(({ label }) => label));
    if (!choices.some(({ act }) => act === "more")) break;
    talk.press("Xem thêm");
    serve();
  }
  expect(seen).toEqual(names);
});

it("goes back a page, by words too", () => {
  talk.start("choose");
  serve();
  const first = talk.session!.ask!.choices;
  talk.type("xem them");
  serve();
  expect(talk.type("quay lai")).toEqual(["page: clubs 0 of 4"]);
  serve();
  expect(talk.session!.ask!.choices).toEqual(first);
});

it("an old page's button is stale", () => {
  talk.start("choose");
  serve();
  talk.press("Xem thêm");
  serve();
  expect(talk.lines(talk.play({ kind: "press", ask: 1, index: 0 }))[0]).toBe("stale-press");
});

it("finds an option of another page by its words", () => {
  talk.start("choose");
  serve();
  expect(talk.type("khoi nghiep")).toEqual(["page: clubs 0 of 100"]);
  expect(serve()).toEqual(["Bạn chọn Khởi nghiệp", "ended: choose chosen"]);
});

it("does not guess between two, and keeps the page open", () => {
  talk.start("choose");
  serve(["Cờ vua", "Văn nghệ", "Bóng đá Đông", "Bóng đá Tây", "Bơi"]);
  talk.type("bóng đá");
  const before = talk.session!.ask;
  expect(serve()).toEqual(["not-understood: 1"]);
  expect(talk.session!.ask).toEqual({ ...before, misses: 1 });
});

it("goes where the author said when there is nothing", () => {
  talk.start("choose");
  expect(serve([])).toEqual(["Chưa có câu lạc bộ", "ended: choose nothing"]);
});

it("begins again when a later page has become empty", () => {
  talk.start("choose");
  serve();
  talk.press("Xem thêm");
  expect(serve([])).toEqual(["page: clubs 0 of 4"]);
});

it("takes none of these", () => {
  talk.start("choose");
  serve();
  expect(talk.press("Không có ở đây")).toEqual(["Câu lạc bộ khác", "ended: choose other"]);
});
