import { describe, expect, it } from "vitest";
import { createSpellingBook, decodeTypedKeys, fold, labelMatches, normalise, readText, squeezeRepeats, standardSpellings, tokenise } from "../../src/lib/vietnamese/index.ts";
import teencode from "../../src/lib/vietnamese/data/teencode.vi.json" with { type: "json" };

const book = createSpellingBook(standardSpellings);
const readings = (text: string) => readText(text, book).map((reading) => reading.map((word) => word.text).join(" "));

const samples = ["Đoàn viên Thuý hoà giải", "ĐƯỜNG thôn e hư hoài k ai sửa", "xin chào 😀 các bạn!", "quý, quỷ, thủy, khoẻ, loá", "ﬁ ％ １２", "ddoanf phis"];

describe("folding", () => {
  it.each(samples)("is idempotent, case-blind and the same for NFC and NFD: %s", (text) => {
    expect(fold(fold(text))).toBe(fold(text));
    expect(fold(text.normalize("NFD"))).toBe(fold(text.normalize("NFC")));
    expect(fold(text.toUpperCase())).toBe(fold(text));
    expect(normalise(normalise(text))).toBe(normalise(text));
  });
  it("maps đ by hand and meets both tone placements", () => {
    expect(fold("Đoàn phí đặc khu")).toBe("doan phi dac khu");
    expect(normalise("hoà thuý khoẻ quý")).toBe(normalise("hòa thúy khỏe quý"));
  });
  it("cuts long texts and survives hostile ones quickly", () => {
    for (const text of ["a".repeat(10_000), "e\u0301\u0323".repeat(5_000), "đk bn ".repeat(3_000), "😂".repeat(5_000)]) {
      const started = performance.now();
      readText(text, book);
      expect(performance.now() - started).toBeLessThan(100);
      expect(normalise(text).length).toBeLessThanOrEqual(1_000);
    }
  });
});

describe("words", () => {
  it("leaves out emoji, punctuation and addresses", () => expect(tokenise("Ad ơi!! 😂 xem https://a.vn/x?y=1, 20k nhé")).toEqual(["ad", "ơi", "xem", "20k", "nhé"]));
  it.each([["koooo", "ko"], ["vângggg", "vâng"], ["okk", "ok"], ["1000", "1000"], ["đoàn", "đoàn"]])("squeezes %s to %s, once and for all", (typed, squeezed) => {
    expect(squeezeRepeats(typed)).toBe(squeezed);
    expect(squeezeRepeats(squeezed)).toBe(squeezed);
  });
  it.each([["ddoanf", "đoàn"], ["phis", "phí"], ["d9oan2", "đoàn"], ["muoons", "muốn"], ["dduwowcj", "được"], ["d9u7o7c5", "được"], ["nghi4a", "nghĩa"]])("decodes keys %s to %s", (typed, word) =>
    expect(decodeTypedKeys(typed)).toBe(word));
  it.each(["hk1", "20k", "45kg", "24h", "the", "toan"])("does not decode %s", (typed) => expect(decodeTypedKeys(typed)).toBeUndefined());
});

describe("chat spellings", () => {
  it.each([
    ["ad ơi e mún zô đoàn thì lm j ạ", "admin ơi em muốn vào đoàn thì làm gì ạ"],
    ["20k 45kg hk1 24h koooo", "20k 45kg hk1 24h không"],
    ["mần răng để vô đoàn", "làm sao để vào đoàn"],
    ["hum nay mai mốt", "hôm nay sắp tới"],
    ["e 15t vô đoàn dc chưa", "em 15 tuổi vào đoàn được chưa"],
    ["chi đoàn", "chi đoàn"],
    ["20 k", "20 k"],
    ["xin dc", "xin địa chỉ"],
    ["ddoanf phis", "đoàn phí"],
  ])("reads %s", (typed, read) => expect(readings(typed)[0]).toBe(read));
  it("gives every reading of what is ambiguous, and not too many", () => {
    expect(readings("dk").sort()).toEqual(["điều kiện", "được", "đăng ký"].sort());
    expect(readings("dk bn bt dk tn đv dk").length).toBeLessThanOrEqual(6);
  });
  // Spoken for by a rule of ours that knows more contexts, with the same word among its readings.
  it.each(teencode)("knows the given entry $from", ({ from, to }) => {
    expect(readings(from)).toContain(tokenise(to).join(" "));
  });
});

describe("a label typed by hand", () => {
  it.each([["dang ky", "Đăng ký"], ["DANG  KÝ!!", "✅ Đăng ký"], ["đk", "Đăng ký"], ["k", "Không"], ["dạ có ạ", "Có"], ["toi dong y", "TÔI ĐỒNG Ý"], ["CLB bong da", "Câu lạc bộ bóng đá"], ["dangky", "Đăng ký"]])(
    "%s is %s", (typed, label) => expect(labelMatches(typed, label)).toBe(true));
  it.each([["ok", "Đồng ý"], ["oki", "Tôi đồng ý"], ["đồng ý", "TÔI ĐỒNG Ý"], ["hỏi", "Hội"], ["", "Có"], ["😀", "Có"], ["có", "Không"], ["đăng", "Đăng ký"]])(
    "%s is not %s", (typed, label) => expect(labelMatches(typed, label)).toBe(false));
});
