import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { channelNames, type ChannelName } from "../../src/core/channel-name.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { plainText } from "../../src/lib/text/plain-text.ts";
import type { WebchatEntry } from "../../src/channels/webchat/index.ts";
import { messageMark } from "../../src/channels/messenger/mark.ts";
import { startAccounts } from "./accounts.ts";
import { RandomInput } from "./random-input.ts";

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => void (accounts = await startAccounts()));
afterAll(() => accounts.stop());

type Seen = { text: string; choices: { label: string; payload: string }[] };

function message(name: ChannelName, text: string, choices: { label: string; payload: string }[] = [], more: Partial<OutboundMessage> = {}): OutboundMessage {
  const { account } = accounts.channels[name];
  return { id: "event-1#0", to: `${name}:${account}:7001`, text, choices, urgency: "reply", ...more };
}

/** Renders, sends to the stand-in that checks every documented limit, and returns what the person sees. */
async function shown(name: ChannelName, outbound: OutboundMessage): Promise<Seen[]> {
  const channel = accounts.channels[name];
  const seen: Seen[] = name === "webchat" ? accounts.mailbox.entries : accounts.platforms[name].messages;
  seen.length = 0;
  for (const call of channel.render(outbound)) await channel.send(call);
  return seen.map(({ text, choices }) => ({ text, choices }));
}

const squeezed = (text: string) => text.replace(/\s+/g, "");
const labels = (count: number, length = 8) => Array.from({ length: count }, (_, index) => ({ label: `Mục ${index + 1}`.padEnd(length, "ă"), payload: `#c:1:${index}` }));

describe.each(channelNames)("%s shows messages", (name) => {
  it("keeps within every limit and loses nothing, for random texts and labels", async () => {
    const random = new RandomInput(42);
    for (let round = 0; round < 120; round += 1) {
      const text = random.text(random.pick([1, 30, 300, 1990, 2005, 4090, 4100, 10_000]));
      const choices = Array.from({ length: random.pick([0, 0, 1, 3, 5, 6, 13, 14, 21]) }, (_, index) => ({ label: random.text(random.pick([1, 10, 19, 21, 64, 101, 130])), payload: `#c:${round}:${index}` }));
      const seen = await shown(name, message(name, text, choices));
      if (plainText(text).trim() === "" && choices.length === 0) expect(seen).toEqual([]);
      else expect(squeezed(seen.map((part) => part.text).join(""))).toContain(squeezed(plainText(text)));
      for (const part of seen) expect(part.text.length).toBeLessThanOrEqual(accounts.channels[name].policy.maxTextCharacters);
      if (choices.length > 0) whollyOffered(seen, choices.length);
    }
    if (name !== "webchat") expect(accounts.platforms[name].violations).toEqual([]);
  });

  it("puts buttons under the last part only", async () => {
    const seen = await shown(name, message(name, "Đoàn xã mời bạn. ".repeat(400), labels(2)));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.slice(0, -1).every((part) => part.choices.length === 0)).toBe(true);
    if (name === "zalo-bot") expect(seen.at(-1)!.text.split("\n").slice(-2)).toEqual(labels(2).map((choice, index) => `${index + 1}. ${choice.label}`));
    else expect(seen.at(-1)!.choices).toEqual(labels(2));
  });

  it("cuts at sentences, and joined parts are the text", async () => {
    const text = "Đoàn xã mời bạn. ".repeat(400).trim();
    const seen = await shown(name, message(name, text));
    expect(seen.map((part) => part.text).join("")).toBe(text);
    expect(seen.every((part) => part.text.trimEnd().endsWith("."))).toBe(true);
  });

  it("lists too many choices in their order, without buttons", async () => {
    const count = accounts.channels[name].policy.maxChoices + 1;
    const [seen] = await shown(name, message(name, "Chọn:", labels(count)));
    expect(seen).toEqual({ text: ["Chọn:", ...labels(count).map((choice, index) => `${index + 1}. ${choice.label}`)].join("\n"), choices: [] });
  });

  it("lists labels that are too long, buttons carry their numbers", async () => {
    const long = labels(3, accounts.channels[name].policy.maxLabelCharacters + 1);
    const [seen] = await shown(name, message(name, "Chọn:", long));
    expect(seen!.text.split("\n").slice(1)).toEqual(long.map((choice, index) => `${index + 1}. ${choice.label}`));
    expect(seen!.choices).toEqual(name === "zalo-bot" ? [] : long.map((choice, index) => ({ label: String(index + 1), payload: choice.payload })));
  });

  it("falls back to a list when a payload is too long", async () => {
    const [seen] = await shown(name, message(name, "Chọn:", [{ label: "A", payload: "x".repeat(accounts.channels[name].policy.maxPayloadBytes + 1) }]));
    expect(seen).toEqual({ text: "Chọn:\n1. A", choices: [] });
  });

  it("normalises to NFC", async () => {
    const [seen] = await shown(name, message(name, "Đăng ký đối thoại".normalize("NFD"), [{ label: "Đồng ý".normalize("NFD"), payload: "#c:1:0" }]));
    if (name === "zalo-bot") expect(seen).toEqual({ text: "Đăng ký đối thoại\n1. Đồng ý", choices: [] });
    else expect(seen).toEqual({ text: "Đăng ký đối thoại", choices: [{ label: "Đồng ý", payload: "#c:1:0" }] });
  });

  it("shows nothing for a bare acknowledgement", async () => {
    expect(await shown(name, message(name, "", [], { acknowledge: "9" }))).toEqual([]);
  });
});

/** Every choice can be made: as a button, or by its number in the list. */
function whollyOffered(seen: Seen[], count: number): void {
  const buttons = seen.at(-1)!.choices.length;
  const numbers = seen.flatMap((part) => part.text.split("\n")).filter((line) => /^\d+\. /.test(line)).map((line) => Number.parseInt(line, 10));
  expect(buttons === count || numbers.includes(count)).toBe(true);
}

describe("what is special", () => {
  it("zalo hides the payload", () => {
    const [call] = accounts.channels.zalo.render(message("zalo", "Chọn", labels(1)));
    expect(call).toEqual({
      method: "v3.0/oa/message/cs",
      body: { recipient: { user_id: "7001" }, message: { text: "Chọn", attachment: { type: "template", payload: { buttons: [{ title: "Mục 1ăăă", type: "oa.query.hide", payload: "#c:1:0" }] } } } },
    });
  });

  it("zalo sends a numbered list when the package has no buttons (-224)", async () => {
    accounts.platforms.zalo.inject({ error: -224 });
    expect(await shown("zalo", message("zalo", "Chọn:", labels(2)))).toEqual([{ text: "Chọn:\n1. Mục 1ăăă\n2. Mục 2ăăă", choices: [] }]);
  });

  it("messenger marks replies and bulk, puts our signed id into metadata, never a tag", () => {
    const [first, second] = accounts.channels.messenger.render(message("messenger", "a ".repeat(1500), [], { urgency: "bulk" }));
    const metadata = messageMark("event-1#0", accounts.platforms.messenger.settings);
    expect(first!.body).toMatchObject({ messaging_type: "UPDATE", message: { metadata } });
    expect(second!.body).toMatchObject({ messaging_type: "UPDATE", message: { metadata } });
    const [reply] = accounts.channels.messenger.render(message("messenger", "a"));
    expect(reply!.body).toEqual({ recipient: { id: "7001" }, messaging_type: "RESPONSE", message: { text: "a", metadata } });
  });

  it("telegram answers the callback query first, and pairs short buttons", () => {
    const choices = [...labels(3), { label: "Một nhãn dài hơn nhiều", payload: "#x:1" }];
    const [acknowledgement, send] = accounts.channels.telegram.render(message("telegram", "Chọn", choices, { acknowledge: "9" }));
    expect(acknowledgement).toEqual({ method: "answerCallbackQuery", body: { callback_query_id: "9" } });
    const keyboard = (send!.body["reply_markup"] as { inline_keyboard: unknown[][] }).inline_keyboard;
    expect(keyboard.map((row) => row.length)).toEqual([2, 1, 1]);
    expect(send!.body).toMatchObject({ chat_id: 7001, text: "Chọn" });
    expect(send!.body).not.toHaveProperty("parse_mode");
  });

  it("webchat entries have an id per part, so the same part twice is one entry", async () => {
    const outbound = message("webchat", "từ ".repeat(3000));
    await shown("webchat", outbound);
    for (const call of accounts.channels.webchat.render(outbound)) await accounts.channels.webchat.send(call);
    expect(accounts.mailbox.entries.map((entry: WebchatEntry) => entry.id)).toEqual(["event-1#0", "event-1#0#2", "event-1#0#3"]);
  });
});
