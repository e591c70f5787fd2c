import { describe, expect, it } from "vitest";
import { isComplaint } from "../../src/questions/index.ts";

/** 136 words of politeness: more than one reading of a chat message takes in. */
const preamble = "Kính gửi các anh chị trong ban chấp hành em xin trình bày như sau ".repeat(9);

describe("complaints and denunciations", () => {
  it.each([
    "Em muốn tố cáo ông A nhận tiền của dân",
    "toi muon to cao can bo",
    "Tôi khiếu nại quyết định thu hồi đất",
    "Cán bộ nhận hối lộ thì báo ai?",
    "Hỏi thủ tục khiếu nại, và tôi tố cáo luôn ông B",
    `${preamble} cuối cùng em muốn tố cáo cán bộ nhận tiền`,
    // Across the seam between two parts of a long text.
    `${"chữ ".repeat(39)}tố cáo cán bộ`,
  ])("go another way: %s", (text) => expect(isComplaint(text)).toBe(true));

  it.each([
    "Em muốn phản ánh đèn đường thôn Nam Hải bị hỏng",
    "Em xin góp ý về lịch sinh hoạt hè",
    "Kiến nghị xã làm sân bóng chuyền",
    "Thủ tục khiếu nại như thế nào ạ?",
    "Xã mình phòng, chống tham nhũng ra sao?",
    "Bạn nào cao to thì được vào đội bóng chuyền?",
    `${"chữ ".repeat(39)}thủ tục khiếu nại ra sao ạ?`,
    `${"chữ ".repeat(38)}thủ tục khiếu nại ra sao ạ?`,
    preamble,
    "",
  ])("are not: %s", (text) => expect(isComplaint(text)).toBe(false));
});
