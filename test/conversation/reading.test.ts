import { describe, expect, it } from "vitest";
import { readDate } from "../../src/conversation/reading/read-date.ts";
import { readNumber } from "../../src/conversation/reading/read-number.ts";
import { readPhone } from "../../src/conversation/reading/read-phone.ts";
import { noon } from "./conversation.ts";

describe("dates", () => {
  it.each(["5/3/2007", "05/03/2007", "5-3-2007", "05.03.07", "5.3.2007", "5 3 2007", "ngày 5 tháng 3 năm 2007", "Ngày 05 tháng 03, 2007", "5 tháng 3 năm 2007", "mùng 5 tháng 3 năm 2007", "2007-03-05", "2007/3/5", "05032007", "５/３/２００７", " 5 / 3 / 2007 "])(
    "%s is the fifth of March 2007",
    (text) => expect(readDate(text, noon)).toBe("2007-03-05"),
  );

  it.each(["31/2/2007", "29/2/2007", "3/25/2007", "0/3/2007", "5/13/2007", "5/3", "5/3/207", "5/3/1007", "2007-13-05", "mai", "", "5/3/2007 nhé", "1/1/3000"])("%s is none", (text) => {
    expect(readDate(text, noon)).toBeUndefined();
  });

  it("puts two-digit years where people were born", () => {
    expect(readDate("1/2/95", noon)).toBe("1995-02-01");
    expect(readDate("29/2/08", noon)).toBe("2008-02-29");
    expect(readDate("1/1/27", noon)).toBe("2027-01-01");
  });
});

describe("numbers", () => {
  it.each([["12", 12], ["12,5", 12.5], ["12.5", 12.5], ["1.000", 1000], ["1.234.567", 1234567], ["1.000,5", 1000.5], ["-3", -3], ["０７", 7], ["16 tuổi", 16], ["18t", 18], ["mười hai", 12], ["hai mươi mốt", 21], ["mười lăm", 15], ["ba mươi", 30], ["tám", 8], ["không", 0], ["-0", 0]])(
    "%s is %d",
    (text, value) => expect(readNumber(text)).toBe(value),
  );

  it.each(["1,000", "12 13", "abc", "1e5", "0x10", "12 tuổi rồi nhé bạn", "mười mười", "99999999999999999999", ""])("%s is none", (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe("phones", () => {
  it.each(["0912 345 678", "0912345678", "+84912345678", "84912345678", "+84 (0)912.345.678", "0084 912-345-678", "０９１２３４５６７８"])("%s is one number", (text) => {
    expect(readPhone(text)).toBe("+84912345678");
  });

  it("knows fixed lines", () => expect(readPhone("024 3825 1234")).toBe("+842438251234"));

  it.each(["912345678", "091234567", "09123456789", "0112345678", "+1 912 345 6789", "113", "abc", "0612345678"])("%s is none", (text) => {
    expect(readPhone(text)).toBeUndefined();
  });
});
