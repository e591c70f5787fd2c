import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Channel, SyncOptions } from "../../src/channels/contract.ts";
import { createZaloBotChannel } from "../../src/channels/zalo-bot/index.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { startZaloBotPlatform, type ZaloBotPlatform } from "../kit/platforms/zalo-bot.ts";

let platform: ZaloBotPlatform;
let channel: Channel;
beforeEach(async () => {
  platform = await startZaloBotPlatform();
  channel = createZaloBotChannel({ token: platform.settings.token, webhookSecret: platform.settings.secret, apiUrl: platform.url });
});
afterEach(() => platform.stop());

const message = (more: Partial<OutboundMessage>): OutboundMessage => ({ id: "e#0", to: "zalo-bot:4459123:6ede9", text: "", urgency: "reply", ...more });
async function deliver(outbound: OutboundMessage): Promise<Record<string, unknown>[]> {
  platform.messages.length = 0;
  for (const call of channel.render(outbound)) await channel.send(call);
  expect(platform.violations).toEqual([]);
  return platform.messages.map((one) => one.raw as Record<string, unknown>);
}

describe("messages", () => {
  it("carry choices as a numbered list and nothing else", async () => {
    const choices = [{ label: "Tham gia CLB", payload: "#f:join-club" }, { label: "Đặt câu hỏi", payload: "#f:ask-question" }];
    expect(await deliver(message({ text: "Bạn muốn làm gì?", choices }))).toEqual([{ chat_id: "6ede9", text: "Bạn muốn làm gì?\n1. Tham gia CLB\n2. Đặt câu hỏi" }]);
  });

  it("go under a picture with a public address", async () => {
    const picture = { kind: "image", url: "https://doanxa.example.vn/a.png", path: "/anywhere/a.png" } as const;
    expect(await deliver(message({ text: "Mời bạn", media: picture }))).toEqual([{ chat_id: "6ede9", photo: picture.url, caption: "Mời bạn" }]);
    expect(await deliver(message({ media: picture }))).toEqual([{ chat_id: "6ede9", photo: picture.url }]);
    const long = await deliver(message({ text: "Đoàn xã mời bạn. ".repeat(150), media: picture }));
    expect(long.map((body) => [body["photo"] !== undefined, "caption" in body, "text" in body])).toEqual([[true, false, false], [false, false, true], [false, false, true]]);
  });

  it("name the link of what the platform does not take", async () => {
    expect(await deliver(message({ text: "Thư mời", media: { kind: "file", url: "https://doanxa.example.vn/a.pdf", name: "Thư mời.pdf" } }))).toEqual([{ chat_id: "6ede9", text: "Thư mời.pdf\nhttps://doanxa.example.vn/a.pdf\n\nThư mời" }]);
    expect(await deliver(message({ text: "Ảnh", media: { kind: "image", url: "http://127.0.0.1:8080/a.png" } }))).toEqual([{ chat_id: "6ede9", text: "http://127.0.0.1:8080/a.png\n\nẢnh" }]);
  });

  it("have a modest pace that a setting changes", () => {
    expect(channel.policy).toMatchObject({ bulkPerSecond: 5, maxChoices: 0 });
    expect(channel.policy.windowMs).toBeUndefined();
    expect(createZaloBotChannel({ token: "1:a", webhookSecret: "ssssssss", apiUrl: platform.url, perSecond: 2 }).policy.bulkPerSecond).toBe(2);
  });
});

it("reads the same message with and without the wrapper", async () => {
  const request = platform.event("text", "6ede9", { text: "xin chào" });
  const wrapped = JSON.parse(request.body) as { result: unknown };
  const now = Date.now();
  expect(channel.parse(wrapped.result, now)).toEqual(channel.parse(wrapped, now));
  expect(channel.parse(wrapped, now).events).toHaveLength(1);
});

it("answers two things it cannot read apart in time, and a repeated delivery once", () => {
  const body = { event_name: "message.unsupported.received", chat: { id: "6ede9" } };
  const idAt = (now: number) => channel.parse(body, now).events[0]!.id;
  expect(idAt(1_795_394_900_000)).toBe(idAt(1_795_394_905_000));
  expect(idAt(1_795_394_900_000)).not.toBe(idAt(1_795_396_900_000));
});

describe("the account", () => {
  const options: SyncOptions = { publicUrl: "https://bot.example.vn/", name: "Đoàn xã", greeting: "Chào", commands: [], menu: [] };

  it("says who it is", async () => {
    expect(await channel.probe!()).toEqual({ name: "Bot Đoàn xã", id: "4459123", detail: "BASIC" });
    await expect(createZaloBotChannel({ token: "1:wrong", webhookSecret: "ssssssss", apiUrl: platform.url }).probe!()).rejects.toMatchObject({ code: "token" });
  });

  it("sets the webhook, which brings its secret and is understood; without an https address it is taken away", async () => {
    expect(await channel.sync!(options)).toEqual(["The webhook is set to https://bot.example.vn/webhooks/zalo-bot/4459123."]);
    expect(platform.state.webhook).toEqual({ url: "https://bot.example.vn/webhooks/zalo-bot/4459123", secret_token: platform.settings.secret });
    const { publicUrl: _, ...local } = options;
    for (const less of [local, { ...options, publicUrl: "http://192.168.1.5" }]) expect((await channel.sync!(less))[0]).toMatch(/polling/);
    expect(platform.state.webhook).toBeUndefined();
    expect(platform.violations).toEqual([]);
  });
});
