import type { Channel } from "../../src/channels/contract.ts";
import { createMessengerChannel } from "../../src/channels/messenger/index.ts";
import { createTelegramChannel } from "../../src/channels/telegram/index.ts";
import { createWebchatChannel, type WebchatEntry } from "../../src/channels/webchat/index.ts";
import { createZaloChannel } from "../../src/channels/zalo/index.ts";
import { createZaloBotChannel } from "../../src/channels/zalo-bot/index.ts";
import { startMessengerPlatform } from "../kit/platforms/messenger.ts";
import { startTelegramPlatform } from "../kit/platforms/telegram.ts";
import { startZaloBotPlatform } from "../kit/platforms/zalo-bot.ts";
import { startZaloPlatform } from "../kit/platforms/zalo.ts";

/** Every channel with the stand-in of its platform: what the contract suite runs over. */
export async function startAccounts() {
  const [zalo, zaloBot, messenger, telegram] = await Promise.all([startZaloPlatform(), startZaloBotPlatform(), startMessengerPlatform(), startTelegramPlatform()]);
  const mailbox = memoryMailbox();
  const channels: Record<Channel["name"], Channel> = {
    zalo: createZaloChannel({ ...zalo.settings, apiUrl: zalo.url, accessToken: async () => zalo.settings.token }),
    "zalo-bot": createZaloBotChannel({ token: zaloBot.settings.token, webhookSecret: zaloBot.settings.secret, apiUrl: zaloBot.url }),
    messenger: createMessengerChannel({ ...messenger.settings, accessToken: messenger.settings.token, apiUrl: messenger.url }),
    telegram: createTelegramChannel({ token: telegram.settings.token, webhookSecret: telegram.settings.secret, apiUrl: telegram.url }),
    webchat: createWebchatChannel({ mailbox }),
  };
  const platforms = { zalo, "zalo-bot": zaloBot, messenger, telegram };
  return { channels, platforms, mailbox, stop: () => Promise.all(Object.values(platforms).map((platform) => platform.stop())) };
}

/** The page's mailbox as the web layer keeps it: one entry per id. */
export function memoryMailbox() {
  const entries: (WebchatEntry & { visitor: string })[] = [];
  return {
    entries,
    async append(visitor: string, entry: WebchatEntry) {
      if (!entries.some((one) => one.visitor === visitor && one.id === entry.id)) entries.push({ visitor, ...entry });
    },
  };
}
