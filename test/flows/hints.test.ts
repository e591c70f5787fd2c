import { describe, expect, it } from "vitest";
import { loadUnderstanding } from "../../src/answers/index.ts";
import { loadTexts } from "../../src/runtime/texts.ts";
import { createGlobalWords } from "../../src/turns/global-words.ts";
import { localesFolder } from "./flow-files.ts";

/** Words our sentences tell people to write, and where each must lead: `=word` a global word, else a flow. */
const hints: Record<string, string> = {
  "menu": "=menu", "hủy": "=cancel", "gặp cán bộ": "=person", "DỪNG": "=stop", "NHẬN TIN": "=start", "DỪNG TẤT CẢ": "=stop-all", "STOP ALL": "=stop-all", "thông báo": "=notice", "notice": "=notice",
  "tham gia CLB": "join-club", "rời CLB": "leave-club", "đăng ký đối thoại": "register-dialogue", "hủy đối thoại": "cancel-dialogue", "gửi câu hỏi": "ask-question",
  "hoạt động": "activities", "điểm danh": "check-in", "check in": "check-in", "hủy hoạt động": "cancel-activity", "activities": "activities", "cancel activity": "cancel-activity",
  "tình trạng câu hỏi": "question-status", "xem dữ liệu của tôi": "my-data", "sửa thông tin": "my-data", "rút đồng ý": "withdraw-consent", "xóa dữ liệu": "delete-my-data", "nộp đơn vào Đoàn": "join-union", "hồ sơ của tôi": "my-cases", "apply to join the union": "join-union", "my applications": "my-cases", "nối tài khoản": "link-account", "bỏ nối": "unlink-account",
  "cancel": "=cancel", "talk to staff": "=person", "STOP": "=stop", "START": "=start",
  "join a club": "join-club", "leave club": "leave-club", "register for the dialogue": "register-dialogue", "cancel the dialogue": "cancel-dialogue", "send a question": "ask-question",
  "question status": "question-status", "show my data": "my-data", "withdraw consent": "withdraw-consent", "delete my data": "delete-my-data", "link accounts": "link-account", "unlink": "unlink-account",
};

/** Quoted for another reason: labels of buttons, examples, menus of the browser. */
const otherQuotes = [
  "TÔI ĐỒNG Ý", "Không đồng ý", "BỐ MẸ TÔI ĐỒNG Ý", "XÓA DỮ LIỆU", "Không xóa", "Không có ở đây", "Mình cũng hỏi vậy", "bóng đá", "Tài khoản của tôi", "Quyền dữ liệu", "thôn Hợp Nhất", "Thêm vào màn hình chính", "Thêm vào MH chính", "Lọc cú pháp", "Kích hoạt", "Official Account Callback Url",
  "I AGREE", "I don’t agree", "WE PARENTS AGREE", "DELETE MY DATA", "Don’t delete", "None of these", "I ask that too", "football", "Add to Home screen", "Add to Home Screen",
];

describe("what our sentences tell people to write", () => {
  const texts = loadTexts(localesFolder);
  const globalWord = createGlobalWords(texts.words, ["vi", "en"]);
  const { understand } = loadUnderstanding();

  it.each(Object.entries(hints))("%s leads to %s", (words, place) => {
    for (const typed of [words, words.toLowerCase()]) {
      const word = globalWord(typed);
      expect(word ? `=${word}` : understand(typed).flow).toBe(place);
    }
  });

  it("is all known here", () => {
    const quoted = ["vi", "en"].flatMap((locale) => texts.keys(locale).flatMap((key) => [...texts.source(key, locale)!.matchAll(/«([^»{]+)»|“([^”{]+)”|(?:Nhắn|Write) (DỪNG|STOP)\b/g)].map((found) => found[1] ?? found[2] ?? found[3]!)));
    expect([...new Set(quoted)].filter((words) => !(words in hints) && !otherQuotes.includes(words))).toEqual([]);
  });
});
