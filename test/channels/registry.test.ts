import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { AccountIncomplete, createChannel, createChannels, environmentAccounts, type Account } from "../../src/channels/registry.ts";
import { channelNames } from "../../src/core/channel-name.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { memoryMailbox } from "./accounts.ts";

const ports = { mailbox: memoryMailbox() };
const messenger = { MESSENGER_PAGE_ID: "108", MESSENGER_PAGE_ACCESS_TOKEN: "t", MESSENGER_APP_SECRET: "s", MESSENGER_VERIFY_TOKEN: "v" };
const telegram = { TELEGRAM_BOT_TOKEN: "123456:AAF", TELEGRAM_WEBHOOK_SECRET: "w" };
const zaloBot = { ZALO_BOT_TOKEN: "4459123:x", ZALO_BOT_WEBHOOK_SECRET: "wwwwwwww" };
const zalo = { ZALO_APP_ID: "1", ZALO_OA_ID: "388", ZALO_OA_SECRET_KEY: "k", ZALO_ACCESS_TOKEN: "t" };

describe("registry", () => {
  it("without settings has the web chat only, and names what the others lack", () => {
    const { channels, off } = createChannels(loadConfig({}), ports);
    expect(channels.map(({ name, account }) => [name, account])).toEqual([["webchat", "web"]]);
    expect(off).toEqual([
      { channel: "zalo", missing: Object.keys(zalo) },
      { channel: "zalo-bot", missing: Object.keys(zaloBot) },
      { channel: "messenger", missing: Object.keys(messenger) },
      { channel: "telegram", missing: Object.keys(telegram) },
    ]);
  });

  it("names accounts by page, OA and bot", () => {
    const { channels, off } = createChannels(loadConfig({ ...zalo, ...zaloBot, ...messenger, ...telegram }), ports);
    expect(channels.map(({ name, account }) => [name, account])).toEqual([["zalo", "388"], ["zalo-bot", "4459123"], ["messenger", "108"], ["telegram", "123456"], ["webchat", "web"]]);
    expect(off).toEqual([]);
  });

  it("sorts the settings' values into secrets and what is none", () => {
    const { accounts } = environmentAccounts(loadConfig({ ...zalo, ZALO_REFRESH_TOKEN: "r", ...messenger, MESSENGER_APP_ID: "77" }));
    expect(accounts).toEqual([
      { channel: "zalo", account: "388", secrets: { oaSecretKey: "k", accessToken: "t", refreshToken: "r" }, settings: { appId: "1", oaId: "388" } },
      { channel: "messenger", account: "108", secrets: { accessToken: "t", appSecret: "s", verifyToken: "v" }, settings: { pageId: "108", appId: "77" } },
      { channel: "webchat", account: "web", secrets: {}, settings: {} },
    ]);
  });
});

describe("an account's channel", () => {
  const page: Account = { channel: "messenger", account: "108", secrets: { accessToken: "t", appSecret: "s", verifyToken: "v" }, settings: {} };
  const create = (account: Account) => createChannel(account, loadConfig({}), ports);

  it("is not made without what it needs; the error names no value", () => {
    for (const name of Object.keys(page.secrets)) {
      const { [name]: _, ...secrets } = page.secrets;
      expect(() => create({ ...page, secrets: { ...secrets, other: "planted" } })).toThrow(new AccountIncomplete(`messenger:108 lacks ${name}.`));
    }
  });

  it("is slower when its settings say so, never faster than the platform allows", () => {
    const usual = create(page).policy.bulkPerSecond;
    expect([create({ ...page, settings: { perSecond: 2 } }), create({ ...page, settings: { perSecond: 100_000 } }), create({ ...page, settings: { perSecond: "often" } })].map((one) => one.policy.bulkPerSecond)).toEqual([2, usual, usual]);
    expect(create(page).policy.bulkPerSecond).toBe(usual);
  });

  it("tells which accounts share a secret, and not the secret", () => {
    const [one, same, other] = [create(page), create({ ...page, account: "109" }), create({ ...page, account: "110", secrets: { ...page.secrets, appSecret: "s2" } })];
    expect(one.proof).toBe(same.proof);
    expect(one.proof).not.toBe(other.proof);
    expect(one.proof).toMatch(/^[\w-]{43}$/);
  });
});

it("every channel has the same files, perhaps with others, and a folder of fixtures", () => {
  const files = ["client.ts", "index.ts", "parse.ts", "policy.ts", "render.ts", "verify.ts"];
  const folder = (path: string) => readdirSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))).sort();
  for (const name of channelNames) {
    expect(folder(`src/channels/${name}`)).toEqual(expect.arrayContaining(files));
    expect(folder(`test/fixtures/channels/${name}`).length).toBeGreaterThan(5);
  }
});
