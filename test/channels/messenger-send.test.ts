import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { messengerLimit, messengerUsage } from "../../src/channels/messenger/usage.ts";
import { createMessengerChannel, type MessengerSettings } from "../../src/channels/messenger/index.ts";
import type { PlatformCall } from "../../src/channels/contract.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { startMessengerPlatform, type MessengerPlatform } from "../kit/platforms/messenger.ts";

const day = 86_400_000;
let platform: MessengerPlatform;
beforeAll(async () => void (platform = await startMessengerPlatform({ humanAgent: true })));
afterEach(() => void (platform.state.headers = {}));
afterAll(() => platform.stop());

const pageWith = (more: Partial<MessengerSettings> = {}) => createMessengerChannel({ ...platform.settings, humanAgent: false, accessToken: platform.settings.token, apiUrl: platform.url, ...more });
const message = (more: Partial<OutboundMessage> = {}): OutboundMessage => ({ id: "m1", to: `messenger:${platform.settings.pageId}:7001`, text: "chào em", urgency: "reply", ...more });

/** The type and tag of what is rendered. */
function kind(calls: PlatformCall[]): unknown[] {
  return [...new Set(calls.map(({ body }) => [body["messaging_type"], body["tag"]].filter(Boolean).join(" ")))];
}

describe("HUMAN_AGENT", () => {
  const late = (ms: number) => ({ author: "staff" as const, windowEnds: Date.now() - ms });

  it("is for a person's words, after 24 hours, up to 7 days, where it was granted, and then Meta takes it", async () => {
    const page = pageWith({ humanAgent: true });
    for (const ms of [1000, day, 6 * day - 60_000]) expect(kind(page.render(message(late(ms))))).toEqual(["MESSAGE_TAG HUMAN_AGENT"]);
    for (const call of page.render(message({ ...late(day), text: "dài ".repeat(1000) }))) expect((await page.send(call)).messageId).toBeDefined();
    expect(platform.violations).toEqual([]);
    expect(page.policy.staffWindowMs).toBe(7 * day);
  });

  it("and nothing else ever carries a tag", () => {
    const granted = pageWith({ humanAgent: true });
    const not: OutboundMessage[] = [message(late(-60_000)), message(late(6 * day + 60_000)), message({ author: "staff" }), message({ windowEnds: Date.now() - day }), message({ windowEnds: Date.now() - day, urgency: "bulk" })];
    for (const one of not) expect(kind(granted.render(one))).toEqual([one.urgency === "bulk" ? "UPDATE" : "RESPONSE"]);
    expect(kind(pageWith().render(message(late(day))))).toEqual(["RESPONSE"]);
    expect(pageWith().policy.staffWindowMs).toBeUndefined();
  });

  it("is refused by Meta where it was not granted, and any other tag everywhere", async () => {
    const other = await startMessengerPlatform();
    const page = createMessengerChannel({ ...other.settings, humanAgent: true, accessToken: other.settings.token, apiUrl: other.url });
    const [call] = page.render({ ...message(late(day)), to: `messenger:${other.settings.pageId}:7001` });
    await expect(page.send(call!)).rejects.toMatchObject({ code: "token" });
    for (const tag of ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"]) await expect(page.send({ ...call!, body: { ...call!.body, tag } })).rejects.toMatchObject({ code: "bad-content", platformCode: "100/1893061", retryable: false });
    expect(other.violations).toEqual(["messenger: HUMAN_AGENT was not granted", expect.stringContaining("CONFIRMED_EVENT_UPDATE is dead"), expect.stringContaining("ACCOUNT_UPDATE is dead"), expect.stringContaining("POST_PURCHASE_UPDATE is dead")]);
    await other.stop();
  });
});

describe("pictures and files", () => {
  it("go before the text, by their public address", async () => {
    const page = pageWith();
    const media = { kind: "image" as const, url: "https://bot.example.vn/files/ab/so-do.png", path: "/srv/so-do.png", name: "so-do.png", type: "image/png" };
    platform.messages.length = 0;
    for (const call of page.render(message({ media, choices: [{ label: "Có", payload: "#c:1:0" }] }))) await page.send(call);
    expect(platform.messages.map(({ text, choices }) => [text, choices.length])).toEqual([["[image] https://bot.example.vn/files/ab/so-do.png", 0], ["chào em", 1]]);
    const [file] = page.render(message({ text: "", media: { kind: "file", url: "https://bot.example.vn/a.pdf" } }));
    expect(file!.body).toMatchObject({ message: { attachment: { type: "file", payload: { url: "https://bot.example.vn/a.pdf", is_reusable: true } } } });
    expect(platform.violations).toEqual([]);
  });

  it("that Meta cannot fetch stand as a link above the text", () => {
    const calls = pageWith().render(message({ media: { kind: "file", url: "http://localhost/files/a.pdf", name: "thể lệ.pdf" } }));
    expect(calls.map(({ body }) => (body["message"] as { text: string }).text)).toEqual(["thể lệ.pdf\nhttp://localhost/files/a.pdf\n\nchào em"]);
  });
});

describe("usage headers", () => {
  const business = (more: Record<string, unknown>) => JSON.stringify({ "108800000000001": [{ type: "messenger", call_count: 1, total_cputime: 1, total_time: 1, ...more }] });

  it("slow the page from 75 percent and pause it from 90", () => {
    const limit = (percent: number) => messengerLimit({ "x-app-usage": JSON.stringify({ call_count: percent, total_time: 3, total_cputime: 2 }) });
    expect([limit(0), limit(74)]).toEqual([undefined, undefined]);
    expect(limit(75)!.perSecond).toBe(49);
    expect(limit(89)!.perSecond).toBe(3);
    expect([limit(90), limit(100)]).toEqual([{ pauseMs: 15_000 }, { pauseMs: 15_000 }]);
  });

  it("take the highest of all three headers and the time Meta names, in minutes", () => {
    expect(messengerLimit({ "x-business-use-case-usage": business({ total_cputime: 96, estimated_time_to_regain_access: 12 }), "x-app-usage": "{\"call_count\":3}" })).toEqual({ pauseMs: 12 * 60_000 });
    expect(messengerUsage({ "x-page-usage": "{\"call_count\":28,\"total_time\":80,\"total_cputime\":25}", "x-app-usage": "{\"call_count\":5}" })).toEqual({ percent: 80, regainMs: 0 });
    expect(messengerLimit({ "x-business-use-case-usage": business({ call_count: 99, estimated_time_to_regain_access: 1e9 }) })).toEqual({ pauseMs: 3_600_000 });
  });

  it("that make no sense are as if they were not there", () => {
    for (const header of ["", "null", "[]", "{", "{\"a\":[]}", "{\"call_count\":\"many\"}", "{\"call_count\":-5}", "7", `{"a":[null,5,"x"]}`]) expect(messengerLimit({ "x-app-usage": header, "x-business-use-case-usage": header }), header).toBeUndefined();
  });

  it("come with the receipt, and tell how long to wait after a refusal", async () => {
    const page = pageWith();
    const [call] = page.render(message());
    expect(await page.send(call!)).not.toHaveProperty("limit");
    platform.state.headers = { "x-business-use-case-usage": business({ call_count: 91, estimated_time_to_regain_access: 4 }) };
    expect(await page.send(call!)).toMatchObject({ limit: { pauseMs: 240_000 } });
    platform.inject({ error: { code: 80006 } });
    await expect(page.send(call!)).rejects.toMatchObject({ code: "throttled", retryAfterMs: 240_000 });
    platform.state.headers = {};
    platform.inject({ error: { code: 32 } });
    await expect(page.send(call!)).rejects.toMatchObject({ code: "throttled", retryAfterMs: 60_000 });
    platform.inject({ error: { code: 613 } });
    await expect(page.send(call!)).rejects.toMatchObject({ code: "throttled", retryAfterMs: undefined });
  });
});

it("a thread another app owns takes nothing of ours, and nobody else's does", async () => {
  const page = pageWith();
  const [call] = page.render(message({ to: `messenger:${platform.settings.pageId}:7009` }));
  await page.api.routing.pass("7009", "999", "hỗ trợ");
  await expect(page.send(call!)).rejects.toMatchObject({ code: "network", platformCode: "10/2018300" });
  expect(await page.api.routing.owner("7009")).toBe("999");
  await page.api.routing.take("7009");
  expect(await page.api.routing.owner("7009")).toBe(platform.settings.appId);
  expect((await page.send(call!)).messageId).toBeDefined();
  await page.api.routing.extend("7009", 3600);
  await page.api.routing.request("7009");
  await page.api.routing.pass("7009");
  expect(await page.api.routing.owner("7009")).toBe("263902037430900");
  await page.api.routing.release("7009");
  expect(await page.api.routing.owner("7009")).toBeUndefined();
  for (const seconds of [0, 604_801, 1.5]) await expect(page.api.routing.extend("7009", seconds)).rejects.toThrow(RangeError);
  expect(platform.violations).toEqual([]);
});
