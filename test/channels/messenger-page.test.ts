import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SyncOptions } from "../../src/channels/contract.ts";
import { createMessengerChannel, messengerPage, type MessengerChannel } from "../../src/channels/messenger/index.ts";
import { subscribedFields } from "../../src/channels/messenger/subscription.ts";
import { createWebchatChannel } from "../../src/channels/webchat/index.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";
import { memoryMailbox } from "./accounts.ts";

let platform: MessengerPlatform;
let page: MessengerChannel;
beforeAll(async () => {
  platform = await startMessengerPlatform();
  page = createMessengerChannel({ ...platform.settings, accessToken: platform.settings.token, apiUrl: platform.url });
});
beforeEach(() => {
  platform.violations.length = 0;
  platform.state.subscribed.clear();
  platform.state.profile = {};
  platform.state.profileCalls = [];
  Object.assign(platform.state, { templateField: "message_template_status_update", forgetsSubscriptions: false });
});
afterAll(() => platform.stop());

const options = (more: Partial<SyncOptions> = {}): SyncOptions => ({
  publicUrl: "https://bot.example.vn", name: "Đoàn xã Mẫu", greeting: "Chào bạn, mình là trợ lý của Đoàn xã.", commands: [],
  menu: [{ label: "Tham gia CLB", payload: "#f:join-club" }, { label: "Đăng ký đối thoại", payload: "#f:register-dialogue" }], ...more,
});

describe("sync", () => {
  it("sets the profile in one call, subscribes and looks whether it stands", async () => {
    const done = await page.sync!(options());
    expect(platform.state.profile).toEqual({
      get_started: { payload: "GET_STARTED" },
      greeting: [{ locale: "default", text: "Chào bạn, mình là trợ lý của Đoàn xã." }],
      ice_breakers: [{ locale: "default", call_to_actions: [{ question: "Tham gia CLB", payload: "#f:join-club" }, { question: "Đăng ký đối thoại", payload: "#f:register-dialogue" }] }],
      persistent_menu: [{
        locale: "default", composer_input_disabled: false,
        call_to_actions: [{ type: "postback", title: "Tham gia CLB", payload: "#f:join-club" }, { type: "postback", title: "Đăng ký đối thoại", payload: "#f:register-dialogue" }],
      }],
    });
    expect(platform.state.profileCalls).toHaveLength(1);
    expect(platform.state.subscribed.get(platform.settings.appId)).toEqual([...subscribedFields, "message_template_status_update"]);
    expect(done.join("\n")).toMatch(/profile is set: get started, greeting, ice breakers, persistent menu[\s\S]*subscription stands[\s\S]*https:\/\/bot\.example\.vn\/webhooks\/messenger /);
    expect(done.join("\n")).not.toContain(platform.settings.token);
    expect(platform.violations).toEqual([]);
  });

  it("keeps within every limit and says what it cut", async () => {
    const menu = Array.from({ length: 25 }, (_, index) => ({ label: `Một mục có tên rất là dài số ${index} ${"á".repeat(80)}`, payload: `#f:menu:${index}` }));
    const done = await page.sync!(options({ greeting: "Xin chào các bạn trẻ. ".repeat(20), menu: [{ label: " ", payload: "#f:menu" }, ...menu] }));
    expect(platform.violations).toEqual([]);
    const profile = platform.state.profile as { greeting: { text: string }[]; ice_breakers: { call_to_actions: unknown[] }[]; persistent_menu: { call_to_actions: { title: string }[] }[] };
    expect(profile.greeting[0]!.text).toMatch(/^Xin chào.{140,152}…$/);
    expect(profile.ice_breakers[0]!.call_to_actions).toHaveLength(4);
    expect(profile.persistent_menu[0]!.call_to_actions).toHaveLength(20);
    expect(profile.persistent_menu[0]!.call_to_actions.every(({ title }) => title.length <= 30 && title.endsWith("…"))).toBe(true);
    expect(done.filter((sentence) => /was cut|left out/.test(sentence))).toHaveLength(22);
  });

  it("leaves the menu out where there is none", async () => {
    await page.sync!(options({ menu: [], greeting: "" }));
    expect(platform.state.profile).toEqual({ get_started: { payload: "GET_STARTED" } });
  });

  it("says throttled when the page's profile was set ten times already", async () => {
    for (let round = 0; round < 10; round += 1) await page.sync!(options());
    await expect(page.sync!(options())).rejects.toMatchObject({ code: "throttled" });
  });
});

describe("the subscription", () => {
  it("is left alone while it stands, and made again after Meta removed it", async () => {
    expect(await page.api.ensureSubscribed()).toMatchObject({ changed: true, templates: "message_template_status_update" });
    expect(await page.api.ensureSubscribed()).toMatchObject({ changed: false });
    platform.state.subscribed.clear();
    expect(await page.api.ensureSubscribed()).toMatchObject({ changed: true });
    platform.state.subscribed.set(platform.settings.appId, ["messages"]);
    expect(await page.api.ensureSubscribed()).toMatchObject({ changed: true });
  });

  it("takes the spelling of the template field this page knows, or does without", async () => {
    platform.state.templateField = "messenger_template_status_update";
    expect(await page.api.ensureSubscribed()).toMatchObject({ templates: "messenger_template_status_update" });
    platform.state.subscribed.clear();
    platform.state.templateField = undefined;
    const without = await page.api.ensureSubscribed();
    expect(without).toEqual({ changed: true, fields: [...subscribedFields] });
    expect((await page.sync!(options())).join(" ")).toContain("does not tell of template states");
    expect(platform.violations).toEqual([]);
  });

  it("that Meta confirms and forgets is an error", async () => {
    platform.state.forgetsSubscriptions = true;
    await expect(page.api.ensureSubscribed()).rejects.toMatchObject({ code: "token", platformCode: "not-subscribed" });
  });

  it("of another app is not ours", async () => {
    platform.state.subscribed.set("999", [...subscribedFields, "message_template_status_update"]);
    expect(await page.api.ensureSubscribed()).toMatchObject({ changed: true });
    platform.state.subscribed.delete("999");
  });

  it("never shows thumbs under our messages", () => expect(subscribedFields).not.toContain("response_feedback"));
});

describe("who is who", () => {
  it("asks the token for its page", async () => {
    expect(await page.probe!()).toEqual({ id: platform.settings.pageId, name: "Đoàn xã Mẫu" });
    const wrong = createMessengerChannel({ ...platform.settings, accessToken: "wrong", apiUrl: platform.url });
    await expect(wrong.probe!()).rejects.toMatchObject({ code: "token", platformCode: "190" });
    await expect(page.probe!(AbortSignal.abort())).rejects.toMatchObject({ code: "network" });
    platform.inject({ status: 502 });
    await expect(page.probe!()).rejects.toMatchObject({ code: "network", platformCode: "http-502" });
  });

  it("reads names where Meta tells them, and goes on without where it does not", async () => {
    const { names } = platform.state;
    names.set("7001", { first_name: "Lan", last_name: "Nguyễn Thị" }).set("7002", {}).set("7003", { code: 100, subcode: 2018218 }).set("7004", { code: 100, subcode: 2018247 });
    names.set("7005", { code: 10 }).set("7006", { code: 100, subcode: 33 }).set("7007", { code: 200, subcode: 2018028 });
    expect(await page.api.name("7001")).toBe("Nguyễn Thị Lan");
    for (const person of ["7002", "7003", "7004", "7005", "7006", "7007", "7008"]) expect(await page.api.name(person), person).toBeUndefined();
    platform.inject({ error: { code: 190 } });
    await expect(page.api.name("7001")).rejects.toMatchObject({ code: "token" });
    platform.inject({ error: { code: 4 } });
    await expect(page.api.name("7001")).rejects.toMatchObject({ code: "throttled" });
  });

  it("finds the page behind a channel", () => {
    expect(messengerPage(page)).toBe(page);
    expect(messengerPage(createWebchatChannel({ mailbox: memoryMailbox() }))).toBeUndefined();
    expect(messengerPage(undefined)).toBeUndefined();
  });
});
