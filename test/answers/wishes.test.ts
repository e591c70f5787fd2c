import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadUnderstanding } from "../../src/answers/index.ts";

const { understand } = loadUnderstanding();
const texts = (locale: string, file: string) => parse(readFileSync(new URL(`../../locales/${locale}/${file}.yaml`, import.meta.url), "utf8")) as Record<string, string>;

describe("a wish taken back starts nothing", () => {
  it.each([
    "đừng huỷ chỗ đối thoại của em nhé", "em chưa muốn rời clb đâu", "khỏi xoá", "khỏi xóa dữ liệu đâu", "ko đăng ký nữa đâu", "em không muốn đăng ký clb đâu", "thôi không đăng ký đối thoại nữa",
    "em đâu có xin rời clb", "đừng rút tên em khỏi đội bóng", "không cần gặp cán bộ đâu", "đừng rút đồng ý nhé", "em không muốn gửi câu hỏi nữa", "dung xoa du lieu cua e", "chua muon roi clb",
    "please don't delete my data", "I don't want to leave the club",
  ])("%s", (text) => expect(understand(text).flow, text).toBeUndefined());
  it("but leaving in other words is one", () => expect(understand("em không muốn tham gia clb nữa").flow).toBe("leave-club"));
});

describe("nothing asked, nothing understood", () => {
  it.each(["ok", "oke nha", "đồng ý", "I AGREE", "tôi đồng ý", "em đồng ý ạ", "không đồng ý", "ừ", "dạ vâng", "yes", "no", "được", "1", "123", "?", "!!!", "😀😀", "a", "k", "j", "asdfgh", "qwertyuiop", "hjkl", "lkjhgf sdfg", "🙏 ok"])("%s", (text) =>
    expect(understand(text).decision).toBe("none"));
});

describe.each(["vi", "en"])("the labels of the menu, typed (%s)", (locale) => {
  const labels = texts(locale, "menu");
  it.each(["join-club", "register-dialogue", "ask-question", "talk-to-person", "question-status", "my-data", "my-clubs", "my-dialogues", "language", "stop-messages", "start-messages"])("%s", (flow) =>
    expect(understand(labels[flow] ?? "")).toMatchObject({ decision: "flow", flow }));
  it.each([
    ["activities", "calendar", "activities"], ["my-data", "correct", "my-data"], ["my-data", "withdraw", "withdraw-consent"], ["my-data", "delete", "delete-my-data"], ["my-clubs", "leave", "leave-club"],
    ["my-clubs", "find-club", "join-club"], ["my-dialogues", "find-dialogue", "register-dialogue"], ["my-dialogues", "send-question", "ask-question"],
  ])("%s: %s", (file, key, flow) => expect(understand(texts(locale, file)[key] ?? "").flow).toBe(flow));
});

describe("what belongs to the person who asks", () => {
  it.each([
    ["lịch hoạt động", "activities"], ["lịch hiến máu", "activities"], ["sắp tới có gì không ad", "activities"], ["clb của mình", "my-clubs"], ["e dang o clb nao", "my-clubs"], ["em đăng ký đối thoại nào rồi", "my-dialogues"],
    ["buổi đối thoại của mình", "my-dialogues"], ["sửa thông tin", "my-data"], ["đổi tên của em", "my-data"], ["em muốn xem dữ liệu của mình", "my-data"],
  ])("%s -> %s", (text, flow) => expect(understand(text).flow).toBe(flow));
  it("takes no filler for a club's name", () => expect(understand("rời clb này").params).toBeUndefined());
});

describe("a code is read as it stands: nothing in it is drawn out, and nothing chat spelling", () => {
  it.each([
    ["mã cán bộ n3hnr92gqq", "link-staff", "n3hnr92gqq"], ["ma can bo rrr2pccm4j", "link-staff", "rrr2pccm4j"], ["mã cán bộ 5546322bcc ạ", "link-staff", "5546322bcc"],
    ["điểm danh ACDEE", "check-in", "acdee"], ["diem danh KHMMM", "check-in", "khmmm"], ["em muốn điểm danh mã j34kk", "check-in", "j34kk"],
  ])("%s", (text, flow, code) => expect(understand(text)).toMatchObject({ decision: "flow", flow, params: { code } }));
});

describe("near, but not what the entry answers", () => {
  it.each(["đi hiến máu được bao nhiêu tiền", "đối thoại trong tiếng anh là gì", "số điện thoại bí thư đoàn xã là gì"])("%s", (text) => expect(["suggest", "none"]).toContain(understand(text).decision));
});

describe("English", () => {
  it.each([
    ["I want to join a club", "join-club"], ["register me for the dialogue", "register-dialogue"], ["I want to ask a question", "ask-question"], ["how can I see my data", "my-data"], ["delete all my data please", "delete-my-data"],
    ["can I talk to a real person", "talk-to-person"], ["please stop messaging me", "stop-messages"], ["turn off notifications", "stop-messages"], ["leave the football club", "leave-club"],
  ])("%s -> %s", (text, flow) => expect(understand(text).flow).toBe(flow));
  it.each([["I lost my union book", "faq-015"], ["how much is the union fee", "faq-009"], ["when is the blood donation", "faq-035"], ["report a broken road", "faq-056"]])("offers %s -> %s", (text, id) =>
    expect([understand(text).decision, understand(text).candidates[0]?.id]).toEqual(["suggest", id]));
});
