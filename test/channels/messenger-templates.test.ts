import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMessengerChannel, renderUtility, type MessengerChannel, type UtilityTemplate } from "../../src/channels/messenger/index.ts";
import { templateFaults } from "../../src/channels/messenger/template-rules.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";

let platform: MessengerPlatform;
let page: MessengerChannel;
beforeAll(async () => {
  platform = await startMessengerPlatform();
  page = createMessengerChannel({ ...platform.settings, accessToken: platform.settings.token, apiUrl: platform.url });
});
afterAll(() => platform.stop());

const reminder: UtilityTemplate = {
  name: "nhac_lich_sinh_hoat", language: "vi", text: "Chào {{ten}}, buổi {{su_kien}} bắt đầu lúc {{gio}} hôm nay, hẹn gặp bạn nhé.",
  examples: { ten: "An", su_kien: "sinh hoạt tháng 3", gio: "19:00" }, buttons: [{ label: "Xác nhận", payload: "#f:my-dialogues" }],
};
const to = "messenger:108800000000001:7001";

describe("templates", () => {
  it("are handed in, found and sent as documented, and the person reads them filled in", async () => {
    expect(await page.api.templates.create(reminder)).toMatchObject({ name: reminder.name, language: "vi", status: "APPROVED", category: "UTILITY" });
    await page.api.templates.create({ name: "nhac_so", language: "vi", text: "Bạn ơi, còn {{1}} ngày nữa là tới {{2}} rồi nhé các bạn.", examples: { 1: "2", 2: "hội trại" } });
    await page.api.templates.create({ name: "khong_cho", language: "vi", text: "Lịch sinh hoạt tuần này đã có.", examples: {} });
    expect((await page.api.templates.list()).map((one) => one.name)).toEqual(["nhac_lich_sinh_hoat", "nhac_so", "khong_cho"]);
    expect(await page.api.templates.status("khong_cho", "vi")).toMatchObject({ status: "APPROVED" });
    expect(await page.api.templates.status("khong_cho", "en")).toBeUndefined();

    await page.send(renderUtility(to, reminder, { values: { ten: "Lan", su_kien: "đối thoại tháng 3", gio: "19:30" }, buttons: ["#f:my-dialogues"] }));
    await page.send(renderUtility(to, { name: "nhac_so", language: "vi" }, { values: { 2: "hội trại", 1: "3" } }));
    await page.send(renderUtility(to, { name: "khong_cho", language: "vi" }, { values: {} }));
    expect(platform.messages.map(({ text }) => text)).toEqual([
      "Chào Lan, buổi đối thoại tháng 3 bắt đầu lúc 19:30 hôm nay, hẹn gặp bạn nhé.", "Bạn ơi, còn 3 ngày nữa là tới hội trại rồi nhé các bạn.", "Lịch sinh hoạt tuần này đã có.",
    ]);
    expect(platform.messages.map(({ raw }) => (raw as { messaging_type: string }).messaging_type)).toEqual(["UTILITY", "UTILITY", "UTILITY"]);
    expect(platform.violations).toEqual([]);
  });

  it("that are not approved yet cannot be sent", async () => {
    platform.state.approval = "PENDING";
    expect(await page.api.templates.create({ ...reminder, name: "cho_duyet" })).toMatchObject({ status: "PENDING" });
    await expect(page.send(renderUtility(to, { name: "cho_duyet", language: "vi" }, { values: { ten: "a", su_kien: "b", gio: "c" } }))).rejects.toMatchObject({ code: "bad-content" });
    platform.state.approval = "APPROVED";
    platform.violations.length = 0;
  });

  const wrong: [string, Partial<UtilityTemplate>, RegExp][] = [
    ["begins with a placeholder", { text: "{{ten}} ơi, buổi {{su_kien}} bắt đầu lúc {{gio}} hôm nay nhé." }, /begin or end/],
    ["ends with a placeholder", { text: "Chào {{ten}}, buổi {{su_kien}} hôm nay sẽ bắt đầu lúc {{gio}} " }, /begin or end/],
    ["numbers with a gap", { text: "Chào {{1}}, buổi này bắt đầu lúc {{3}} hôm nay bạn nhé.", examples: { 1: "a", 3: "b" } }, /without a gap/],
    ["numbers from zero", { text: "Chào {{0}}, buổi này bắt đầu hôm nay.", examples: { 0: "a" } }, /without a gap/],
    ["numbers and names", { text: "Chào {{1}}, buổi {{ten}} bắt đầu hôm nay bạn nhé.", examples: { 1: "a", ten: "b" } }, /all numbers, or all names/],
    ["accents in names", { text: "Chào bạn {{tên}} nhé, hẹn gặp.", examples: { tên: "a" } }, /all names of small letters/],
    ["too many placeholders", { text: "Chào {{ten}} {{su_kien}} {{gio}} nhé.", }, /too many placeholders/],
    ["an open brace", { text: "Chào {{ten}}, mời bạn {{su_kien đến dự buổi hôm nay nhé.", examples: { ten: "a" } }, /not closed/],
    ["an example missing", { examples: { ten: "An", su_kien: "x" } }, /gio has no example/],
    ["an identity card", { text: "Chào {{ten}}, bạn gửi số CCCD để đăng ký hội trại nhé.", examples: { ten: "a" } }, /identity cards/],
    ["an identity card in other words", { text: "Mời bạn nhắn số căn cước công dân cho Đoàn xã.", examples: {} }, /identity cards/],
    ["a bank account", { text: "Mời bạn nhắn số tài khoản để nhận thưởng.", examples: {} }, /identity cards/],
    ["a password", { text: "Please send us your password and OTP now.", language: "en", examples: {} }, /identity cards/],
    ["another name", { name: "Nhắc lịch" }, /small letters/],
    ["no language", { language: "tiếng Việt" }, /code such as vi/],
    ["no words", { text: "  ", examples: {} }, /1 to 1999/],
    ["a novel", { text: "a ".repeat(1000), examples: {} }, /1 to 1999/],
    ["a long button", { buttons: [{ label: "Một cái nút rất dài", payload: "x" }, { label: "Một cái nút còn dài hơn", payload: "x" }] }, /Button 2 must have a label/],
    ["a button without payload", { buttons: [{ label: "Có", payload: "" }] }, /Button 1 must have a payload/],
    ["four buttons", { buttons: Array.from({ length: 4 }, () => ({ label: "Có", payload: "x" })) }, /at most 3 buttons/],
  ];
  it.each(wrong)("with %s are refused before Meta is asked", async (_about, change, sentence) => {
    const before = platform.calls;
    await expect(page.api.templates.create({ ...reminder, ...change })).rejects.toThrow(sentence);
    expect(platform.calls).toBe(before);
  });

  it("in order have no faults", () => expect(templateFaults(reminder)).toEqual([]));

  it("are not sent with an empty value, which Meta would refuse", () => {
    expect(() => renderUtility(to, reminder, { values: { ten: " " } })).toThrow(/ten has no value/);
  });

  it("keep the template inside the message", () => {
    const { body } = renderUtility(to, reminder, { values: { ten: "Lan" }, buttons: ["x"] });
    expect(body).toEqual({
      recipient: { id: "7001" }, messaging_type: "UTILITY",
      message: { template: { name: reminder.name, language: { code: "vi" }, components: [{ type: "body", parameters: [{ type: "text", parameter_name: "ten", text: "Lan" }] }, { type: "buttons", parameters: [{ type: "POSTBACK", payload: "x" }] }] } },
    });
  });
});
