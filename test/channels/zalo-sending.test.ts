import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createZaloChannel, type ZaloSettings } from "../../src/channels/zalo/index.ts";
import { renderList, renderRequestInfo } from "../../src/channels/zalo/templates.ts";
import { zaloLimit } from "../../src/channels/zalo/rate-limit.ts";
import type { PlatformCall, SendReceipt } from "../../src/channels/contract.ts";
import type { OutboundMedia, OutboundMessage } from "../../src/core/outbound-message.ts";
import { SendError } from "../../src/core/send-error.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";

let platform: ZaloPlatform;
const folder = mkdtempSync(join(tmpdir(), "cau-noi-zalo-"));
const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.from([0x40, 0x01, 0xf0, 0x00]), Buffer.alloc(20)]);
const file = (name: string, content: Buffer | string): string => (writeFileSync(join(folder, name), content), join(folder, name));
beforeAll(() => {
  file("nho.png", Buffer.alloc(100, 1));
  file("lon.png", Buffer.alloc(1_048_577, 1));
  file("quyet-dinh.pdf", Buffer.alloc(300, 2));
  file("vui.gif", gif);
  file("gia.gif", "no gif at all");
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => void (platform = await startZaloPlatform()));
afterEach(async () => {
  expect(platform.violations).toEqual([]);
  await platform.stop();
});

function channelOf(options: Partial<ZaloSettings> = {}) {
  return createZaloChannel({ ...platform.settings, apiUrl: platform.url, accessToken: async () => platform.settings.token, ...options });
}

async function send(channel: ReturnType<typeof channelOf>, calls: PlatformCall[]): Promise<SendReceipt[]> {
  const receipts = [];
  for (const call of calls) receipts.push(await channel.send(call));
  return receipts;
}

function message(text: string, media: OutboundMedia, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return { id: "m", to: `zalo:${platform.settings.oaId}:7001`, text, urgency: "reply", media, ...more };
}

/** What the person sees: text and attachment of each message. */
const seen = () => platform.messages.map(({ text, raw }) => [text, (raw as { message: { attachment?: { payload?: unknown } } }).message.attachment?.payload]);
const uploads = () => [...platform.state.uploads.values()].map(({ kind, name }) => `${kind} ${name}`);

describe("pictures and files", () => {
  it("a public picture is shown by its address, with a short text as its caption", async () => {
    const channel = channelOf();
    await send(channel, channel.render(message("Áp phích", { kind: "image", url: "https://x.vn/a.jpg" })));
    expect(seen()).toEqual([["Áp phích", { template_type: "media", elements: [{ media_type: "image", url: "https://x.vn/a.jpg" }] }]]);
    expect(uploads()).toEqual([]);
  });

  it("stands before a text with buttons or of several parts", async () => {
    const channel = channelOf();
    await send(channel, channel.render(message("Chọn", { kind: "image", url: "https://x.vn/a.jpg" }, { choices: [{ label: "Có", payload: "#c:1:0" }] })));
    expect(platform.messages.map(({ text, choices }) => [text, choices.length])).toEqual([["", 0], ["Chọn", 1]]);
    expect(channel.render(message("a ".repeat(1500), { kind: "image", url: "https://x.vn/a.jpg" }))).toHaveLength(3);
  });

  it("what has no public address is uploaded, once in six days", async () => {
    const channel = channelOf();
    const picture = message("", { kind: "image", url: "http://127.0.0.1/a.png", path: join(folder, "nho.png"), name: "áp phích.png" });
    await send(channel, [...channel.render(picture), ...channel.render(picture)]);
    expect([uploads(), seen().length]).toEqual([["image áp phích.png"], 2]);
    file("nho.png", Buffer.alloc(200, 1));
    await send(channel, channel.render(picture));
    expect(uploads()).toHaveLength(2);
  });

  it("a gif goes with its size, a document by its token and with its text after it", async () => {
    const channel = channelOf();
    await send(channel, channel.render(message("Cười lên", { kind: "image", url: "https://x.vn/vui.gif", path: join(folder, "vui.gif") })));
    await send(channel, channel.render(message("Đọc nhé", { kind: "file", url: "https://x.vn/q.pdf", path: join(folder, "quyet-dinh.pdf"), name: "quyết định.pdf" })));
    const [gifId, token] = [...platform.state.uploads.keys()];
    expect(seen()).toEqual([
      ["Cười lên", { template_type: "media", elements: [{ media_type: "gif", attachment_id: gifId, width: 320, height: 240 }] }],
      ["", { token }],
      ["Đọc nhé", undefined],
    ]);
  });

  it("an attachment whose week is over is uploaded again, once", async () => {
    const channel = channelOf();
    const calls = channel.render(message("", { kind: "file", url: "https://x.vn/q.pdf", path: join(folder, "quyet-dinh.pdf") }));
    await send(channel, calls);
    platform.state.uploads.clear();
    await send(channel, calls);
    expect([uploads().length, seen().length]).toEqual([1, 2]);
    platform.inject({ path: "message/cs", error: -100, times: 2 });
    await expect(channel.send(calls[0]!)).rejects.toMatchObject({ code: "bad-content", platformCode: "-100" });
    expect(uploads()).toHaveLength(2);
  });

  it.each<[string, OutboundMedia, string]>([
    ["too large a picture", { kind: "image", url: "http://localhost/a.png", path: join(folder, "lon.png") }, "xem"],
    ["a file that is gone", { kind: "file", url: "https://x.vn/q.pdf", path: join(folder, "khong-co.pdf") }, "https://x.vn/q.pdf"],
    ["a gif that is none", { kind: "image", url: "https://x.vn/g.gif", path: join(folder, "gia.gif") }, "https://x.vn/g.gif"],
    ["a kind Zalo does not take", { kind: "file", url: "https://x.vn/lich.ics", path: join(folder, "nho.png"), name: "lịch.ics" }, "lịch.ics\nhttps://x.vn/lich.ics\n\nxem"],
    ["a gif of elsewhere", { kind: "image", url: "https://y.vn/g.gif" }, "https://y.vn/g.gif\n\nxem"],
  ])("%s becomes its link and the text", async (_, media, first) => {
    const channel = channelOf();
    await send(channel, channel.render(message("xem", media)));
    expect(platform.messages[0]!.text).toContain(first);
    expect(platform.messages.map((one) => one.text).join("\n")).toContain("xem");
    expect(seen().every(([, payload]) => payload === undefined)).toBe(true);
  });

  it.each([-224, -233])("%d on a picture: text with the link instead", async (code) => {
    const channel = channelOf();
    platform.inject({ error: code });
    await send(channel, channel.render(message("xem", { kind: "image", url: "https://x.vn/a.jpg" })));
    expect(seen()).toEqual([["https://x.vn/a.jpg\nxem", undefined]]);
  });

  it("an upload without an answer showed nobody anything and is tried again", async () => {
    const channel = channelOf({ timeoutMs: 200 });
    platform.inject({ path: "upload", hang: true });
    const [call] = channel.render(message("", { kind: "file", url: "https://x.vn/q.pdf", path: join(folder, "quyet-dinh.pdf") }));
    await expect(channel.send(call!)).rejects.toMatchObject({ code: "network" });
  });
});

describe("a refused token", () => {
  it.each([-216, -220])("%d: replaced once, the call made once more", async (code) => {
    const asked: string[] = [];
    const channel = channelOf({ refreshed: async (stale) => (asked.push(stale), platform.state.renew(), platform.state.tokens.access) });
    platform.inject({ error: code });
    const [call] = channel.render({ id: "m", to: `zalo:${platform.settings.oaId}:1`, text: "a", urgency: "reply" });
    await channel.send(call!);
    expect([asked, platform.messages.length]).toEqual([[platform.settings.token], 1]);
  });

  it("refused again, or replaced by itself, or not replaceable: a human must act, no loop", async () => {
    const [call] = channelOf().render({ id: "m", to: `zalo:${platform.settings.oaId}:1`, text: "a", urgency: "reply" });
    let refreshes = 0;
    const attempt = (refreshed?: ZaloSettings["refreshed"]) => channelOf(refreshed ? { refreshed } : {}).send(call!);
    const before = platform.calls;
    platform.inject({ error: -216, times: 5 });
    await expect(attempt(async () => ((refreshes += 1), "zalo-access-token-2"))).rejects.toMatchObject({ code: "token", platformCode: "-216" });
    await expect(attempt(async (stale) => stale)).rejects.toMatchObject({ code: "token" });
    await expect(attempt()).rejects.toMatchObject({ code: "token" });
    await expect(attempt(() => Promise.reject(new SendError("throttled", { retryAfterMs: 5 })))).rejects.toMatchObject({ code: "throttled", retryAfterMs: 5 });
    expect([refreshes, platform.calls - before]).toEqual([1, 5]);
  });
});

describe("the app's limit", () => {
  it("is told with every receipt: calls a second, and a pause when nothing is left", async () => {
    const channel = channelOf();
    platform.state.limit = { limit: 4000, remain: 2 };
    const [call] = channel.render({ id: "m", to: `zalo:${platform.settings.oaId}:1`, text: "a", urgency: "reply" });
    const [first, second] = [await channel.send(call!), await channel.send(call!)];
    expect(first.limit).toEqual({ perSecond: 4000 / 60 });
    expect(second.limit).toEqual({ perSecond: 4000 / 60, pauseMs: expect.any(Number) as number });
    const refused = await channel.send(call!).catch((error: unknown) => error as SendError);
    expect(refused).toMatchObject({ code: "throttled", platformCode: "-32" });
    expect((refused as SendError).retryAfterMs).toBeLessThanOrEqual(63_000);
  });

  it("pauses to the next minute, a little spread", () => {
    const headers = { "x-ratelimit-limit": "600", "x-ratelimit-remain": "0" };
    expect(zaloLimit(headers, 59_000, () => 0)).toEqual({ perSecond: 10, pauseMs: 1_000 });
    expect(zaloLimit(headers, 60_000, () => 0.999_99)?.pauseMs).toBe(62_999);
    expect([zaloLimit({}, 0), zaloLimit({ "x-ratelimit-limit": "many" }, 0), zaloLimit({ "x-ratelimit-limit": "0" }, 0)]).toEqual([undefined, undefined, undefined]);
  });
});

describe("the windows", () => {
  it("48 hours free, then paid until the seventh day; another price, a slower package, or nothing paid by settings", () => {
    const hour = 3_600_000;
    expect(channelOf().policy).toMatchObject({ windowMs: 48 * hour, paidWindowMs: 168 * hour, paidPrice: 55, bulkPerSecond: 66 });
    expect(channelOf({ paidPrice: 60, perSecond: 1.6 }).policy).toMatchObject({ paidPrice: 60, bulkPerSecond: 1.6 });
    expect(channelOf({ perSecond: 500 }).policy.bulkPerSecond).toBe(66);
    expect(channelOf({ paid: false }).policy).not.toHaveProperty("paidWindowMs");
  });
});

describe("forms and lists", () => {
  it("are what Zalo takes", async () => {
    const channel = channelOf();
    await channel.send(renderRequestInfo("7001", { title: "Đoàn xã", subtitle: "Xin thông tin liên hệ", imageUrl: "https://x.vn/logo.png" }));
    const entries = [{ title: "Một", subtitle: "đầu tiên", url: "https://x.vn/1" }, { title: "Hai" }];
    await send(channel, renderList("7001", entries, { accepted: true }));
    expect(seen().map(([, payload]) => (payload as { template_type: string }).template_type)).toEqual(["request_user_info", "list"]);
    await send(channel, renderList("7001", entries, { accepted: false }));
    expect(platform.messages.at(-1)!.text).toBe("1. Một\nđầu tiên\nhttps://x.vn/1\n2. Hai");
    platform.inject({ error: -233 });
    await send(channel, renderList("7001", entries, { accepted: true }));
    expect(platform.messages.at(-1)!.text).toContain("Một\nđầu tiên");
  });

  it("beyond a list's limits are numbered text", () => {
    const many = Array.from({ length: 6 }, (_, index) => ({ title: `Mục ${index}`, subtitle: "x" }));
    for (const entries of [many, [{ title: "không có dòng phụ" }], [{ title: "a".repeat(101), subtitle: "b" }], [{ title: "a", subtitle: "b".repeat(501) }]]) {
      expect(renderList("1", entries, { accepted: true })[0]!.body).toMatchObject({ message: { text: expect.stringMatching(/^1\. /) as string } });
    }
  });

  it("refuse what Zalo would refuse", () => {
    const form = { title: "a", subtitle: "b", imageUrl: "https://x.vn/l.png" };
    for (const wrong of [{ title: "" }, { title: "a".repeat(101) }, { subtitle: " " }, { imageUrl: "http://x.vn/l.png" }, { imageUrl: "https://localhost/l.png" }, { imageUrl: "" }]) {
      expect(() => renderRequestInfo("1", { ...form, ...wrong })).toThrow(RangeError);
    }
  });
});
