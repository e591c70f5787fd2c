import { beforeEach, describe, expect, it } from "vitest";
import { Conversation, fixture } from "../conversation.ts";

const kinds = "Bạn thích môn nào? [⚽ Bóng đá | Bóng chuyền | Cờ vua | Thực đơn]";
const consent = "Bạn có đồng ý không? [✅ Tôi đồng ý | Không]";
const age = "Bạn bao nhiêu tuổi? [Bỏ qua]";
let talk: Conversation;

beforeEach(() => {
  talk = new Conversation(fixture("ask"), fixture("say"));
  talk.start("ask");
});

function at(...answers: string[]): void {
  for (const answer of answers) talk.type(answer);
}

describe("a text", () => {
  it("is saved trimmed, squeezed, composed and without invisible characters", () => {
    expect(talk.type("  Nguyễn\u200b \u0007 Thị\n\nLan ")).toEqual([kinds]);
    expect(talk.session?.frames[0]?.vars).toEqual({ name: "Nguyễn Thị Lan".normalize("NFC") });
  });

  it("is asked again when it is not valid, and offers a person after three times", () => {
    expect(talk.type("L")).toEqual(["Tên từ 2 đến 60 chữ.", "Bạn tên gì?"]);
    talk.type("L");
    expect(talk.type("L")).toEqual(["Tên từ 2 đến 60 chữ.", 'Gõ "gặp cán bộ" để gặp người thật.', "Bạn tên gì?"]);
  });

  it("of more than 1000 characters is asked again; 1000 emoji are not too long", () => {
    expect(talk.type("a".repeat(1001))).toEqual(["Dài quá, bạn viết ngắn hơn nhé.", "Bạn tên gì?"]);
    expect(talk.type("😀".repeat(1000))[0]).toBe("Tên từ 2 đến 60 chữ.");
  });

  it("of nothing visible is not understood", () => {
    expect(talk.type(" \u200b ")).toEqual(["not-understood: 1"]);
  });

  it("is asked for when a picture comes", () => {
    expect(talk.lines(talk.play({ kind: "media", media: "sticker" }))).toEqual(["Bạn trả lời bằng chữ nhé.", "Bạn tên gì?"]);
  });
});

describe("a choice", () => {
  beforeEach(() => at("Lan"));

  it.each(["2", "2.", "2)", "số 2", "Số hai", "２", "2️⃣", "bong chuyen", "BÓNG CHUYỀN!", "bóng chuyền ạ", "dạ 2 ạ", "chọn số 2 nhé", "chuyen"])("%s is the second button", (words) => {
    expect(talk.type(words)).toEqual([consent]);
    expect(talk.session?.frames[0]?.vars).toMatchObject({ kind: "volleyball", kindLabel: "Bóng chuyền" });
  });

  it.each(["bóng", "ok", "5", "0", "đá", "🙂", "số mười", "không biết", "dạ", "ạ", "không bóng chuyền", "đá bóng", "đá vua"])("%s is not understood", (words) => {
    expect(talk.type(words)).toEqual(["not-understood: 1"]);
  });

  it("keeps everything but the count of misses until the turn asks again", () => {
    const before = structuredClone(talk.session!);
    talk.type("bóng");
    expect(talk.session).toEqual({ ...before, ask: { ...before.ask!, misses: 1 } });
    expect(talk.lines(talk.play({ kind: "repeat" }))).toEqual(["Mình chưa hiểu.", kinds]);
    talk.type("bóng");
    talk.type("bóng");
    expect(talk.lines(talk.play({ kind: "repeat" }))).toEqual(["Mình chưa hiểu.", 'Gõ "gặp cán bộ" để gặp người thật.', kinds]);
  });

  it("is asked again without an apology when the turn answered itself", () => {
    talk.type("bóng");
    expect(talk.lines(talk.play({ kind: "repeat", answered: true }))).toEqual([kinds]);
    expect(talk.session?.ask?.misses).toBe(0);
  });

  it("changes the flow by its button's own payload and by its words", () => {
    expect(talk.played.events.at(-1)).toMatchObject({ choices: [{}, {}, {}, { label: "Thực đơn", payload: "#f:say" }] });
    expect(talk.type("thuc don")).toEqual(["flow: say"]);
    expect(talk.session).toBeNull();
  });

  it("hides what its condition hides", () => {
    const other = new Conversation(fixture("ask"));
    other.contact = { name: "Lan", stopped: true };
    expect(other.start("ask")).toEqual(["Bạn thích môn nào? [⚽ Bóng đá | Bóng chuyền | Thực đơn]"]);
  });
});

describe("an old button", () => {
  it("changes nothing and shows the open question", () => {
    at("Lan");
    const old = talk.session!.ask!.number;
    talk.press("Cờ vua");
    const before = structuredClone(talk.session);
    expect(talk.lines(talk.play({ kind: "press", ask: old, index: 0 }))).toEqual(["stale-press", consent]);
    expect(talk.lines(talk.play({ kind: "press", ask: old, index: 2 }))).toEqual(["stale-press", consent]);
    expect(talk.lines(talk.play({ kind: "press", ask: talk.session!.ask!.number, index: 99 }))).toEqual(["stale-press", consent]);
    expect(talk.session).toEqual(before);
  });

  it("is only stale when nothing is open", () => {
    const nobody = new Conversation(fixture("ask"));
    expect(nobody.lines(nobody.play({ kind: "press", ask: 1, index: 0 }))).toEqual(["stale-press"]);
  });
});

describe("consent", () => {
  beforeEach(() => at("Lan", "1"));

  it.each(["ok", "1", "số 1", "đồng ý", "có", "toi dong", "tôi đồng ý nhưng", "dạ tôi đồng ý ạ", "vâng"])("is not given by %s", (words) => {
    expect(talk.type(words)).toEqual(["not-understood: 1"]);
  });

  it.each(["TÔI ĐỒNG Ý", "toi dong y", "Tôi đồng ý."])("is given by %s", (words) => {
    expect(talk.type(words)).toEqual([age]);
  });

  it("is given by the button", () => expect(talk.press("✅ Tôi đồng ý")).toEqual([age]));
  it("leads elsewhere when refused", () => expect(talk.press("Không")).toEqual(["ended: ask refused"]));
});

describe("number, date, phone", () => {
  beforeEach(() => at("Lan", "1", "tôi đồng ý"));

  it("are read, saved in one spelling and given to the last text", () => {
    at("mười sáu", "ngày 5 tháng 3 năm 2007");
    expect(talk.type("0912 345 678")).toEqual(["Lan, ⚽ Bóng đá, 16, 2007-03-05, +84912345678", "ended: ask asked"]);
  });

  it("take a bare number as the answer, not as a button", () => {
    talk.type("1");
    expect(talk.session?.frames[0]?.vars["age"]).toBe(1);
  });

  it.each(["bỏ qua", "BO QUA"])("are skipped by %s, which saves null", (words) => {
    expect(talk.type(words)).toEqual(["Bạn sinh ngày nào?"]);
    expect(talk.session?.frames[0]?.vars["age"]).toBeNull();
  });

  it("go the way of words that fit nothing, then say what is wanted", () => {
    expect(talk.type("clb có mất tiền không")).toEqual(["not-understood: 1"]);
    expect(talk.lines(talk.play({ kind: "repeat" }))).toEqual(["Cần một con số.", age]);
    at("16", "31/2/2007");
    expect(talk.lines(talk.play({ kind: "repeat" }))).toEqual(["Cần một ngày, như 5/3/2007.", "Bạn sinh ngày nào?"]);
  });
});
