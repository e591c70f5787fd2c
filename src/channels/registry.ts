import { createHmac, randomBytes } from "node:crypto";
import { channelNames, type ChannelName } from "../core/channel-name.ts";
import type { Json } from "../core/json.ts";
import { accountFields, accountIdOf, type ChannelSettings } from "./account-fields.ts";
import type { Channel } from "./contract.ts";
import { createMessengerChannel } from "./messenger/index.ts";
import { createTelegramChannel } from "./telegram/index.ts";
import { createWebchatChannel, type WebchatMailbox } from "./webchat/index.ts";
import { createZaloBotChannel } from "./zalo-bot/index.ts";
import { createZaloChannel } from "./zalo/index.ts";

export type { ChannelSettings } from "./account-fields.ts";

/** One account as a channel is made from it; the names of secrets and settings are those of `accountFields`. */
export type Account = { channel: ChannelName; account: string; secrets: Record<string, string>; settings: Record<string, Json> };

/** The platforms' addresses. */
export type PlatformUrls = Pick<ChannelSettings, "ZALO_API_URL" | "ZALO_BOT_API_URL" | "MESSENGER_API_URL" | "TELEGRAM_API_URL">;

/** What a channel needs from the rooms above. */
export type ChannelPorts = {
  mailbox: WebchatMailbox;
  /** An OA's current token and what replaces a refused one, by `channel:account`; without it the account's own is used as long as it lives. */
  zaloTokens?: { current(page: string): Promise<string>; refreshed(page: string, stale: string): Promise<string> };
};

/** One line per kind of channel. */
const kinds: Record<ChannelName, (account: Account, ports: ChannelPorts & { urls: PlatformUrls }) => Channel> = {
  zalo: ({ account, secrets, settings }, { urls, zaloTokens }) =>
    createZaloChannel({
      appId: String(settings["appId"]),
      oaId: account,
      oaSecretKey: secrets["oaSecretKey"]!,
      apiUrl: urls.ZALO_API_URL,
      ...positive("perSecond", settings),
      ...positive("paidPrice", settings),
      ...tokensOf(`zalo:${account}`, secrets["accessToken"]!, zaloTokens),
    }),
  messenger: ({ account, secrets, settings }, { urls }) =>
    createMessengerChannel({
      pageId: account,
      accessToken: secrets["accessToken"]!,
      appSecret: secrets["appSecret"]!,
      verifyToken: secrets["verifyToken"]!,
      apiUrl: urls.MESSENGER_API_URL,
      ...(typeof settings["appId"] === "string" ? { appId: settings["appId"] } : {}),
      humanAgent: settings["humanAgent"] === "yes",
      privateReplies: settings["privateReplies"] !== "no",
    }),
  "zalo-bot": ({ secrets, settings }, { urls }) =>
    createZaloBotChannel({ token: secrets["token"]!, webhookSecret: secrets["webhookSecret"]!, apiUrl: urls.ZALO_BOT_API_URL, ...positive("perSecond", settings) }),
  telegram: ({ secrets }, { urls }) => createTelegramChannel({ token: secrets["token"]!, webhookSecret: secrets["webhookSecret"]!, apiUrl: urls.TELEGRAM_API_URL }),
  webchat: ({ account }, { mailbox }) => createWebchatChannel({ account, mailbox }),
};

function positive<Name extends string>(name: Name, settings: Record<string, Json>): { [name in Name]?: number } {
  const value = Number(settings[name]);
  return value > 0 ? ({ [name]: value } as { [name in Name]?: number }) : {};
}

function tokensOf(page: string, accessToken: string, tokens: ChannelPorts["zaloTokens"]) {
  if (!tokens) return { accessToken: async () => accessToken };
  return { accessToken: () => tokens.current(page), refreshed: (stale: string) => tokens.refreshed(page, stale) };
}

/** An account that cannot be served as it is; names what is missing, never a value. */
export class AccountIncomplete extends Error {
  override name = "AccountIncomplete";
}

/** The live channel of one account. Throws `AccountIncomplete`. */
export function createChannel(account: Account, urls: PlatformUrls, ports: ChannelPorts): Channel {
  const missing = missingOf(account);
  if (missing.length > 0) throw new AccountIncomplete(`${account.channel}:${account.account} lacks ${missing.join(", ")}.`);
  const channel = kinds[account.channel](account, { ...ports, urls });
  const proof = proofOf(account);
  if (proof !== undefined) channel.proof = proof;
  const { perSecond = Infinity } = positive("perSecond", account.settings);
  if (perSecond < channel.policy.bulkPerSecond) channel.policy = { ...channel.policy, bulkPerSecond: perSecond };
  return channel;
}

/** Names of needed fields an account has not got. */
export function missingOf({ channel, account, secrets, settings }: Account): string[] {
  const values: Record<string, unknown> = { oaId: account, pageId: account, account, ...settings, ...secrets };
  return accountFields[channel].filter((field) => field.needed && field.name !== "origins" && (values[field.name] ?? "") === "").map((field) => field.name);
}

/** Digests made with it mean nothing outside this process. */
const proofKey = randomBytes(32);

/** A digest of what proves an account's webhooks; equal for accounts with the same secret, tells nothing about it. */
export function digestOfProof(...secrets: string[]): string {
  return createHmac("sha256", proofKey).update(JSON.stringify(secrets)).digest("base64url");
}

function proofOf({ channel, secrets, settings }: Account): string | undefined {
  switch (channel) {
    case "zalo":
      return digestOfProof(String(settings["appId"]), secrets["oaSecretKey"]!);
    case "messenger":
      return digestOfProof(secrets["appSecret"]!);
    case "telegram":
    case "zalo-bot":
      return digestOfProof(secrets["webhookSecret"]!);
    default:
      return undefined;
  }
}

/** A channel that is off, and the settings that would switch it on. */
export type OffChannel = { channel: ChannelName; missing: (keyof ChannelSettings)[] };

/** The installation's own web chat; further ones of other websites have accounts of their own. */
const ownWebchat: Account = { channel: "webchat", account: "web", secrets: {}, settings: {} };

/** The accounts the settings name: one of each platform whose settings are complete, and our own web chat. */
export function environmentAccounts(settings: ChannelSettings): { accounts: Account[]; off: OffChannel[] } {
  const accounts: Account[] = [];
  const off: OffChannel[] = [];
  for (const channel of channelNames.filter((name) => name !== "webchat")) {
    const fields = accountFields[channel].filter((field) => field.setting && settings[field.setting]);
    const missing = accountFields[channel].filter((field) => field.needed && !fields.includes(field)).map((field) => field.setting!);
    const valuesOf = (secret: boolean) => Object.fromEntries(fields.filter((field) => field.secret === secret).map((field) => [field.name, String(settings[field.setting!])]));
    const [secrets, plain] = [valuesOf(true), valuesOf(false)];
    const account = accountIdOf(channel, { ...plain, ...secrets });
    if (missing.length > 0 || account === undefined) off.push({ channel, missing });
    else accounts.push({ channel, account, secrets, settings: plain });
  }
  return { accounts: [...accounts, ownWebchat], off };
}

export type Registry = { channels: Channel[]; off: OffChannel[] };

/** The channels of the settings' own accounts. */
export function createChannels(settings: ChannelSettings, ports: ChannelPorts): Registry {
  const { accounts, off } = environmentAccounts(settings);
  return { channels: accounts.map((account) => createChannel(account, settings, ports)), off };
}
