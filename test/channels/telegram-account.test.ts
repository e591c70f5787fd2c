import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Channel, SyncOptions } from "../../src/channels/contract.ts";
import { hasEmphasis, plainOf, toHtml } from "../../src/channels/telegram/html.ts";
import { createTelegramChannel } from "../../src/channels/telegram/index.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { startTelegramPlatform, type TelegramPlatform } from "../kit/platforms/telegram.ts";

let platform: TelegramPlatform;
let channel: Channel;
let folder: string;
beforeEach(async () => {
  platform = await startTelegramPlatform();
  channel = createTelegramChannel({ token: platform.settings.token, webhookSecret: platform.settings.secret, apiUrl: platform.url });
  folder = await mkdtemp(join(tmpdir(), "cau-noi-telegram-"));
});
afterEach(async () => {
  await platform.stop();
  await rm(folder, { recursive: true });
});

const message = (more: Partial<OutboundMessage>, chat = "42"): OutboundMessage => ({ id: "e#0", to: `telegram:123456:${chat}`, text: "", urgency: "reply", ...more });
async function deliver(outbound: OutboundMessage): Promise<void> {
  for (const call of channel.render(outbound)) await channel.send(call);
}
const bodies = () => platform.messages.map((one) => one.raw as Record<string, unknown>);

describe("emphasis", () => {
  it("is bold between stars, and nothing typed is markup", () => {
    expect(toHtml("*Đối thoại* lúc 7 giờ <b>&amp;</b>")).toBe("<b>Đối thoại</b> lúc 7 giờ &lt;b&gt;&amp;amp;&lt;/b&gt;");
    expect(toHtml("(*có dấu*), *hai chữ*!")).toBe("(<b>có dấu</b>), <b>hai chữ</b>!");
    for (const text of ["2*3*4", "* mục một\n* mục hai", "**", "***", "*a\nb*", "5 * 3 * 2", "a*b*", "*"]) expect([hasEmphasis(text), toHtml(text)]).toEqual([false, text]);
    expect(plainOf(toHtml("*Lan & <Minh>* &lt;"))).toBe("Lan & <Minh> &lt;");
  });

  it("is sent as HTML only where the message asks for it and has some; a person's words never are", async () => {
    await deliver(message({ text: "*Mời* bạn <3 & bạn", format: "emphasis" }));
    await deliver(message({ text: "không có gì", format: "emphasis" }));
    await deliver(message({ text: "*Mời* <b>" }));
    expect(bodies().map((body) => [body["text"], body["parse_mode"]])).toEqual([["<b>Mời</b> bạn &lt;3 &amp; bạn", "HTML"], ["không có gì", undefined], ["*Mời* <b>", undefined]]);
    expect(platform.messages.map(({ text }) => text)).toEqual(["Mời bạn <3 & bạn", "không có gì", "*Mời* <b>"]);
    expect(platform.violations).toEqual([]);
  });

  it("goes as plain text once when Telegram refuses the markup", async () => {
    platform.inject({ error: { code: 400, description: "Bad Request: can't parse entities: unexpected end tag" } });
    await deliver(message({ text: "*Mời* <bạn>", format: "emphasis" }));
    expect(platform.messages.map(({ text }) => text)).toEqual(["Mời <bạn>"]);
    expect(bodies()[0]).not.toHaveProperty("parse_mode");
    platform.inject({ error: { code: 400, description: "Bad Request: can't parse entities" }, times: 2 });
    await expect(deliver(message({ text: "*Mời*", format: "emphasis" }))).rejects.toMatchObject({ code: "bad-content" });
  });

  it("is split before it is formatted, so that no tag is cut", async () => {
    await deliver(message({ text: "*Thông báo quan trọng.* ".repeat(400).trim(), format: "emphasis" }));
    expect(platform.messages.length).toBeGreaterThan(1);
    expect(platform.violations).toEqual([]);
  });
});

it("never cuts a flag, a family or a letter with its marks", async () => {
  for (const unit of ["🇻🇳", "👨‍👩‍👧‍👦", "👍🏽", "ế"]) {
    platform.messages.length = 0;
    const text = `a${unit.repeat(4000)}`;
    await deliver(message({ text: text.normalize("NFD") }));
    const parts = platform.messages.map((one) => one.text);
    expect(parts.join("")).toBe(text);
    const graphemes = parts.flatMap((part) => [...new Intl.Segmenter("vi", { granularity: "grapheme" }).segment(part)].map(({ segment }) => segment));
    expect(new Set(graphemes)).toEqual(new Set(["a", unit]));
  }
  expect(platform.violations).toEqual([]);
});

describe("pictures and documents", () => {
  it("are uploaded once and sent by their id from then on, with the text and its buttons under them", async () => {
    const path = join(folder, "áp phích.png");
    await writeFile(path, Buffer.alloc(2000, 1));
    const poster = message({ text: "Mời bạn", choices: [{ label: "Đăng ký", payload: "#c:1:0" }], media: { kind: "image", url: "http://127.0.0.1:1/a.png", path } });
    await deliver(poster);
    await deliver({ ...poster, to: "telegram:123456:43" });
    expect(platform.state.uploads).toBe(1);
    expect(platform.messages.map(({ to, text, choices }) => [to, text, choices.length])).toEqual([["42", "Mời bạn", 1], ["43", "Mời bạn", 1]]);
    await writeFile(path, Buffer.alloc(3000, 2)); // another poster under the same name
    await deliver(poster);
    expect(platform.state.uploads).toBe(2);
    expect(platform.violations).toEqual([]);
  });

  it("are uploaded anew when Telegram has forgotten the id", async () => {
    const path = join(folder, "a.pdf");
    await writeFile(path, "%PDF");
    const letter = message({ media: { kind: "file", url: "https://doanxa.example.vn/a.pdf", path, name: "Thư mời.pdf" } });
    await deliver(letter);
    platform.inject({ error: { code: 400, description: "Bad Request: wrong file identifier" } });
    await deliver(letter);
    expect([platform.state.uploads, platform.messages.length]).toEqual([2, 2]);
    expect([...platform.state.files.values()].map(String)).toEqual(["%PDF", "%PDF"]);
  });

  it("go by their address where there is no copy here, and a long text comes after them", async () => {
    await deliver(message({ text: "từ ".repeat(500), media: { kind: "image", url: "https://doanxa.example.vn/a.png" } }));
    expect(bodies().map((body) => [body["photo"], "caption" in body, String(body["text"] ?? "").length > 1024])).toEqual([["https://doanxa.example.vn/a.png", false, false], [undefined, false, true]]);
    await deliver(message({ text: "a", media: { kind: "file", url: "https://doanxa.example.vn/a.pdf", path: join(folder, "gone.pdf") } }));
    expect(bodies().at(-1)).toMatchObject({ document: "https://doanxa.example.vn/a.pdf", caption: "a" });
    await expect(deliver(message({ media: { kind: "image", url: "http://127.0.0.1/a.png", path: join(folder, "gone.png") } }))).rejects.toMatchObject({ code: "bad-content", platformCode: "unreadable" });
  });

  it("that people send can be fetched: the largest size, from an address with the token in it", async () => {
    const request = platform.photo("42", Buffer.alloc(5000, 7));
    const { input } = channel.parse(JSON.parse(request.body), Date.now()).events[0]!;
    const file = (input as { files: { fileId: string }[] }).files[0]!;
    const { url } = await channel.openFile!({ kind: "image", ...file });
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(Buffer.alloc(5000, 7));
    await expect(channel.openFile!({ kind: "image", fileId: "unknown" })).rejects.toMatchObject({ code: "bad-content" });
  });
});

it("shows no previews under notices, and leaves those under answers", async () => {
  await deliver(message({ text: "https://doanxa.example.vn", urgency: "bulk" }));
  await deliver(message({ text: "https://doanxa.example.vn" }));
  expect(bodies().map((body) => body["link_preview_options"])).toEqual([{ is_disabled: true }, undefined]);
});

it("follows a group to its new id within the call", async () => {
  platform.migrate("-5", -1001234);
  await deliver(message({ text: "Chào cả nhà" }, "-5"));
  expect(platform.messages.map(({ to }) => to)).toEqual(["-1001234"]);
  platform.refuse("-6", { code: 400, description: "Bad Request: group chat was upgraded to a supergroup chat" });
  await expect(deliver(message({ text: "a" }, "-6"))).rejects.toMatchObject({ code: "blocked" });
});

it("is throttled as the platform does it: by chat and altogether", async () => {
  platform.state.limits = { chat: 1, all: 2 };
  await deliver(message({ text: "một" }));
  await expect(deliver(message({ text: "hai" }))).rejects.toMatchObject({ code: "throttled", retryAfterMs: 1000 });
  await deliver(message({ text: "ba" }, "43"));
  await expect(deliver(message({ text: "bốn" }, "44"))).rejects.toMatchObject({ code: "throttled", retryAfterMs: 1000 });
});

describe("the account", () => {
  const options: SyncOptions = {
    publicUrl: "https://bot.example.vn", name: "Đoàn xã", greeting: "Chào bạn!",
    commands: [{ command: "menu", description: "Mở menu" }], translatedCommands: { en: [{ command: "menu", description: "Open the menu" }] }, menu: [],
  };

  it("says who it is", async () => {
    expect(await channel.probe!()).toEqual({ name: "Cầu Nối", id: "123456", detail: "@cau_noi_bot" });
    await expect(createTelegramChannel({ token: "1:wrong", webhookSecret: "s", apiUrl: platform.url }).probe!()).rejects.toMatchObject({ code: "token" });
  });

  it("sets commands, greeting and webhook, and the webhook brings its secret", async () => {
    const done = await channel.sync!(options);
    expect(done.join(" ")).toMatch(/1 commands are set, also in en.*https:\/\/bot\.example\.vn\/webhooks\/telegram\/123456/);
    expect(done.join(" ")).not.toContain(platform.settings.token);
    expect(Object.fromEntries(platform.state.commands)).toEqual({ "": options.commands, en: options.translatedCommands!["en"] });
    expect(platform.state).toMatchObject({ description: "Chào bạn!", webhook: { url: "https://bot.example.vn/webhooks/telegram/123456", secret_token: platform.settings.secret, allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"] } });
    const before = platform.calls;
    expect((await channel.sync!(options)).join(" ")).not.toMatch(/greeting/);
    expect(platform.calls - before).toBe(4); // two lists, the description read, the webhook
    expect(platform.violations).toEqual([]);
  });

  it("takes the webhook away without an https address, so that it can be polled", async () => {
    await channel.sync!(options);
    for (const publicUrl of [undefined, "http://192.168.1.5:8080"]) {
      expect((await channel.sync!({ ...options, ...(publicUrl ? { publicUrl } : { publicUrl: undefined }) } as SyncOptions)).at(-1)).toMatch(/polling/);
      expect(platform.state.webhook).toBeUndefined();
    }
  });
});
