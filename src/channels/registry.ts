import type { ChannelName } from "../core/channel-name.ts";
import type { Config } from "../runtime/config.ts";
import type { Channel } from "./contract.ts";
import { createMessengerChannel } from "./messenger/index.ts";
import { createTelegramChannel } from "./telegram/index.ts";
import { createWebchatChannel, type WebchatMailbox } from "./webchat/index.ts";
import { createZaloChannel } from "./zalo/index.ts";

/** The settings the channels read; the rest of the configuration is none of their business. */
export type ChannelSettings = Pick<Config, Extract<keyof Config, `ZALO_${string}` | `MESSENGER_${string}` | `TELEGRAM_${string}`>>;

/** What a channel needs from the rooms above. */
export type ChannelPorts = {
  mailbox: WebchatMailbox;
  /** The OA's current token; without it the one of the settings is used as long as it lives. */
  zaloAccessToken?: () => Promise<string>;
};

export type Registry = {
  channels: Channel[];
  /** Channels that are off, and the settings that would switch them on. */
  off: { channel: ChannelName; missing: (keyof ChannelSettings)[] }[];
};

/** One line per kind of channel: what it needs, and how it is made from it. */
const kinds: { name: ChannelName; needs: (keyof ChannelSettings)[]; create: (settings: Required<ChannelSettings>, ports: ChannelPorts) => Channel }[] = [
  { name: "zalo", needs: ["ZALO_APP_ID", "ZALO_OA_ID", "ZALO_OA_SECRET_KEY", "ZALO_ACCESS_TOKEN"], create: zalo },
  { name: "messenger", needs: ["MESSENGER_PAGE_ID", "MESSENGER_PAGE_ACCESS_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN"], create: messenger },
  { name: "telegram", needs: ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"], create: telegram },
  { name: "webchat", needs: [], create: (_, ports) => createWebchatChannel({ mailbox: ports.mailbox }) },
];

/** The channels the settings are complete for. */
export function createChannels(settings: ChannelSettings, ports: ChannelPorts): Registry {
  const registry: Registry = { channels: [], off: [] };
  for (const kind of kinds) {
    const missing = kind.needs.filter((name) => !settings[name]);
    if (missing.length > 0) registry.off.push({ channel: kind.name, missing });
    else registry.channels.push(kind.create(settings as Required<ChannelSettings>, ports));
  }
  return registry;
}

function zalo(settings: Required<ChannelSettings>, ports: ChannelPorts): Channel {
  return createZaloChannel({
    appId: settings.ZALO_APP_ID!,
    oaId: settings.ZALO_OA_ID!,
    oaSecretKey: settings.ZALO_OA_SECRET_KEY!,
    apiUrl: settings.ZALO_API_URL,
    accessToken: ports.zaloAccessToken ?? (async () => settings.ZALO_ACCESS_TOKEN!),
  });
}

function messenger(settings: Required<ChannelSettings>): Channel {
  return createMessengerChannel({
    pageId: settings.MESSENGER_PAGE_ID!,
    accessToken: settings.MESSENGER_PAGE_ACCESS_TOKEN!,
    appSecret: settings.MESSENGER_APP_SECRET!,
    verifyToken: settings.MESSENGER_VERIFY_TOKEN!,
    apiUrl: settings.MESSENGER_API_URL,
  });
}

function telegram(settings: Required<ChannelSettings>): Channel {
  return createTelegramChannel({ token: settings.TELEGRAM_BOT_TOKEN!, webhookSecret: settings.TELEGRAM_WEBHOOK_SECRET!, apiUrl: settings.TELEGRAM_API_URL });
}
