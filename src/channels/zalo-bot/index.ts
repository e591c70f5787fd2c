import type { Channel } from "../contract.ts";
import { createZaloBotAccount } from "./account.ts";
import { createZaloBotApi, createZaloBotClient } from "./client.ts";
import { parseZaloBot } from "./parse.ts";
import { zaloBotPolicy } from "./policy.ts";
import { createZaloBotPoll } from "./poll.ts";
import { renderZaloBot } from "./render.ts";
import { verifyZaloBot } from "./verify.ts";

export type ZaloBotSettings = {
  /** `<bot id>:<secret>`, sent by Zalo Bot Manager. */
  token: string;
  /** Given to `setWebhook`, 8–256 characters. */
  webhookSecret: string;
  /** Such as https://bot-api.zaloplatforms.com. */
  apiUrl: string;
  /** Bulk messages a second, where the bot is known to bear another number. */
  perSecond?: number;
};

/** One bot of the Zalo Bot Platform (not an Official Account: another token, other ids of people); its account is the number before the colon. */
export function createZaloBotChannel(settings: ZaloBotSettings): Channel {
  const botId = settings.token.split(":", 1)[0] ?? "";
  const api = createZaloBotApi(settings);
  return {
    name: "zalo-bot",
    account: botId,
    policy: settings.perSecond === undefined ? zaloBotPolicy : { ...zaloBotPolicy, bulkPerSecond: settings.perSecond },
    verify: (request) => verifyZaloBot(request, settings.webhookSecret),
    parse: (body, now) => parseZaloBot(body, botId, now),
    poll: createZaloBotPoll(api),
    render: renderZaloBot,
    send: createZaloBotClient(settings, api),
    ...createZaloBotAccount(api, botId, settings),
  };
}
