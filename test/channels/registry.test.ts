import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createChannels } from "../../src/channels/registry.ts";
import { channelNames } from "../../src/core/channel-name.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { memoryMailbox } from "./accounts.ts";

const ports = { mailbox: memoryMailbox() };
const messenger = { MESSENGER_PAGE_ID: "108", MESSENGER_PAGE_ACCESS_TOKEN: "t", MESSENGER_APP_SECRET: "s", MESSENGER_VERIFY_TOKEN: "v" };
const telegram = { TELEGRAM_BOT_TOKEN: "123456:AAF", TELEGRAM_WEBHOOK_SECRET: "w" };
const zalo = { ZALO_APP_ID: "1", ZALO_OA_ID: "388", ZALO_OA_SECRET_KEY: "k", ZALO_ACCESS_TOKEN: "t" };

describe("registry", () => {
  it("without settings has the web chat only, and names what the others lack", () => {
    const { channels, off } = createChannels(loadConfig({}), ports);
    expect(channels.map(({ name, account }) => [name, account])).toEqual([["webchat", "web"]]);
    expect(off).toEqual([
      { channel: "zalo", missing: Object.keys(zalo) },
      { channel: "messenger", missing: Object.keys(messenger) },
      { channel: "telegram", missing: Object.keys(telegram) },
    ]);
  });

  it("names accounts by page, OA and bot", () => {
    const { channels, off } = createChannels(loadConfig({ ...zalo, ...messenger, ...telegram }), ports);
    expect(channels.map(({ name, account }) => [name, account])).toEqual([["zalo", "388"], ["messenger", "108"], ["telegram", "123456"], ["webchat", "web"]]);
    expect(off).toEqual([]);
  });
});

it("every channel has the same files, and a folder of fixtures", () => {
  const files = ["client.ts", "index.ts", "parse.ts", "policy.ts", "render.ts", "verify.ts"];
  const folder = (path: string) => readdirSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))).sort();
  for (const name of channelNames) {
    expect(folder(`src/channels/${name}`)).toEqual(files);
    expect(folder(`test/fixtures/channels/${name}`).length).toBeGreaterThan(5);
  }
});
