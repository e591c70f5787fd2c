import type { ProbeResult, SyncOptions } from "../contract.ts";
import { webhookAddress } from "../webhook-address.ts";
import { at, platformId, words } from "../untrusted.ts";
import type { ZaloBotApi } from "./client.ts";

/** Questions about the bot itself. All throw `SendError` and nothing else. */
export function createZaloBotAccount(api: ZaloBotApi, botId: string, { webhookSecret }: { webhookSecret: string }) {
  return {
    async probe(signal?: AbortSignal): Promise<ProbeResult> {
      const bot = await api("getMe", {}, { signal });
      const type = words(at(bot, "account_type"), 40);
      return { name: words(at(bot, "account_name"), 200) ?? "", id: platformId(at(bot, "id")) ?? "", ...(type ? { detail: type } : {}) };
    },

    /** The platform keeps neither commands nor a menu nor a greeting: only the webhook is ours to set. */
    async sync({ publicUrl }: SyncOptions): Promise<string[]> {
      const url = webhookAddress(publicUrl, "zalo-bot", botId);
      if (url) {
        await api("setWebhook", { url, secret_token: webhookSecret });
        return [`The webhook is set to ${url}.`];
      }
      await api("deleteWebhook", {});
      return [publicUrl ? "PUBLIC_URL is no https address, which Zalo requires: messages are fetched by polling." : "Without PUBLIC_URL messages are fetched by polling; no webhook is set."];
    },
  };
}
