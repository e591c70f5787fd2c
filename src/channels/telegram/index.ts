import type { Channel } from "../contract.ts";
import { createTelegramAccount } from "./account.ts";
import { createTelegramApi } from "./api.ts";
import { createTelegramClient } from "./client.ts";
import { parseTelegram } from "./parse.ts";
import { telegramPolicy } from "./policy.ts";
import { createTelegramPoll } from "./poll.ts";
import { renderTelegram } from "./render.ts";
import { verifyTelegram } from "./verify.ts";

export type TelegramSettings = {
  /** `<bot id>:<secret>` from @BotFather. */
  token: string;
  /** Given to `setWebhook`. */
  webhookSecret: string;
  /** Such as https://api.telegram.org. */
  apiUrl: string;
};

/** One Telegram bot; its account is the number before the colon of its token. */
export function createTelegramChannel(settings: TelegramSettings): Channel {
  const botId = settings.token.split(":", 1)[0] ?? "";
  const api = createTelegramApi(settings);
  return {
    name: "telegram",
    account: botId,
    policy: telegramPolicy,
    verify: (request) => verifyTelegram(request, settings.webhookSecret),
    parse: (body, now) => parseTelegram(body, botId, now),
    poll: createTelegramPoll(api),
    render: renderTelegram,
    send: createTelegramClient(settings, api),
    ...createTelegramAccount(api, botId, settings),
  };
}
