import { SendError } from "../../core/send-error.ts";
import type { IncomingFile } from "../../core/inbound-event.ts";
import { firstCharacters } from "../../lib/text/plain-text.ts";
import type { ProbeResult, SyncOptions } from "../contract.ts";
import { webhookAddress } from "../webhook-address.ts";
import { at, personName, platformId, words } from "../untrusted.ts";
import { resultOf, type TelegramApi } from "./api.ts";
import { allowedUpdates, webhookConnections } from "./policy.ts";

const maxDescriptionCharacters = 512; // setMyDescription: what an empty chat shows
const maxCommandDescription = 256; // setMyCommands: 1–32 of a-z0-9_, description 1–256, at most 100

/** Questions about the bot itself. All throw `SendError` and nothing else. */
export function createTelegramAccount(api: TelegramApi, botId: string, { token, apiUrl, webhookSecret }: { token: string; apiUrl: string; webhookSecret: string }) {
  const ask = async (method: string, body: Record<string, unknown> = {}, signal?: AbortSignal) => resultOf(method, await api(method, body, { signal }));

  return {
    async probe(signal?: AbortSignal): Promise<ProbeResult> {
      const bot = await ask("getMe", {}, signal);
      const username = words(at(bot, "username"), 64);
      return { name: personName(at(bot, "first_name")) ?? "", id: platformId(at(bot, "id")) ?? "", ...(username ? { detail: `@${username}` } : {}) };
    },

    /** The file's address holds the token and works for about an hour (§2.1). */
    async openFile({ fileId }: IncomingFile, signal?: AbortSignal): Promise<{ url: string }> {
      if (fileId === undefined) throw new SendError("bad-content", { platformCode: "no-file-id" });
      const path = at(await ask("getFile", { file_id: fileId }, signal), "file_path");
      if (typeof path !== "string" || !/^[^\s?#\\]{1,512}$/.test(path) || path.split("/").includes("..")) throw new SendError("bad-content", { platformCode: "no-file-path" });
      return { url: `${apiUrl.replace(/\/+$/, "")}/file/bot${token}/${encodeURI(path)}` };
    },

    async sync(options: SyncOptions): Promise<string[]> {
      return [await commands(options), ...(await description(options.greeting)), await webhook(options.publicUrl)];
    },
  };

  /** The default list is for everybody; a list of a language goes before it. */
  async function commands({ commands: own, translatedCommands = {} }: SyncOptions): Promise<string> {
    await ask("setMyCommands", { commands: own.map(tidy) });
    for (const [language, list] of Object.entries(translatedCommands)) await ask("setMyCommands", { commands: list.map(tidy), language_code: language });
    const languages = Object.keys(translatedCommands);
    return `${own.length} commands are set${languages.length > 0 ? `, also in ${languages.join(", ")}` : ""}.`;
  }

  /** Telegram lets a bot change it only a few times a day, so it is compared first. */
  async function description(greeting: string): Promise<string[]> {
    const text = firstCharacters(greeting, maxDescriptionCharacters);
    if (at(await ask("getMyDescription"), "description") === text) return [];
    await ask("setMyDescription", { description: text });
    return ["The greeting of an empty chat is set."];
  }

  async function webhook(publicUrl: string | undefined): Promise<string> {
    const url = webhookAddress(publicUrl, "telegram", botId);
    if (url) {
      await ask("setWebhook", { url, secret_token: webhookSecret, allowed_updates: allowedUpdates, max_connections: webhookConnections });
      return `The webhook is set to ${url}.`;
    }
    await ask("deleteWebhook", { drop_pending_updates: false });
    return publicUrl ? "PUBLIC_URL is no https address, which Telegram requires: updates are fetched by polling." : "Without PUBLIC_URL updates are fetched by polling; no webhook is set.";
  }
}

function tidy({ command, description }: { command: string; description: string }): { command: string; description: string } {
  return { command, description: firstCharacters(description, maxCommandDescription) };
}
