import type { InlineKeyboardButton, Opts } from "telegraf/types";
import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMedia, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import type { TelegramCall } from "./client.ts";
import { hasEmphasis, toHtml } from "./html.ts";
import { maxCaptionCharacters, shortLabelCharacters, telegramPolicy } from "./policy.ts";

type Extras = Pick<Opts<"sendMessage">, "reply_markup" | "link_preview_options">;

/**
 * First the answer to the callback query (its button spins until then), then the picture or document, then text parts with an inline keyboard
 * under the last. A short text stands under the picture: one message instead of two. Split before formatting, so that no tag is cut.
 */
export function renderTelegram(message: OutboundMessage): TelegramCall[] {
  const { parts, buttons } = layOut(message, telegramPolicy);
  const chat = chatId(contactParts(message.to).person);
  const under = message.media && parts.length <= 1 && (parts[0] ?? "").length <= maxCaptionCharacters ? parts.splice(0, 1) : [];
  const shown = message.media ? [sendFile(chat, message.media, worded("caption", under[0], message), parts.length === 0 ? keyboard(buttons) : {})] : [];
  return [
    ...(message.acknowledge === undefined ? [] : [acknowledge(message.acknowledge)]),
    ...shown,
    ...parts.map((part, index) => sendMessage(chat, part, message, index === parts.length - 1 ? keyboard(buttons) : {})),
  ];
}

function acknowledge(queryId: string): PlatformCall {
  const body: Opts<"answerCallbackQuery"> = { callback_query_id: queryId };
  return { method: "answerCallbackQuery", body };
}

function sendMessage(chat: number | string, text: string, message: OutboundMessage, markup: Extras): PlatformCall {
  // A preview of somebody's page would be larger than the notice itself.
  const preview: Extras = message.urgency === "bulk" ? { link_preview_options: { is_disabled: true } } : {};
  return { method: "sendMessage", body: { chat_id: chat, ...worded("text", text, message), ...preview, ...markup } };
}

/** Our own copy is uploaded; what only has a public address is fetched by Telegram. */
function sendFile(chat: number | string, media: OutboundMedia, words: Record<string, string>, markup: Extras): TelegramCall {
  const field = media.kind === "image" ? "photo" : "document";
  const method = field === "photo" ? "sendPhoto" : "sendDocument";
  if (media.path === undefined) return { method, body: { chat_id: chat, [field]: media.url, ...words, ...markup } };
  const name = (media.name ?? media.path).split(/[\\/]/).at(-1) || field;
  const link = media.url.startsWith("https://") ? { link: media.url } : {};
  return { method, body: { chat_id: chat, ...words, ...markup }, upload: { field, path: media.path, name, ...link } };
}

/** No parse mode unless the message asks for emphasis and has some: then nothing a person typed can turn into markup or into an error. */
function worded(field: "text" | "caption", text: string | undefined, { format }: OutboundMessage): Record<string, string> {
  if (text === undefined) return {};
  return format === "emphasis" && hasEmphasis(text) ? { [field]: toHtml(text), parse_mode: "HTML" } : { [field]: text };
}

function keyboard(choices: readonly OutboundChoice[]): Extras {
  return choices.length > 0 ? { reply_markup: { inline_keyboard: rows(choices) } } : {};
}

/** One button a row; two neighbours share one when both are short. */
function rows(choices: readonly OutboundChoice[]): InlineKeyboardButton[][] {
  const result: InlineKeyboardButton[][] = [];
  let mate: InlineKeyboardButton[] | undefined;
  for (const choice of choices) {
    const button = { text: choice.label, callback_data: choice.payload };
    const short = choice.label.length <= shortLabelCharacters;
    if (short && mate) {
      mate.push(button);
      mate = undefined;
    } else {
      result.push([button]);
      mate = short ? result.at(-1) : undefined;
    }
  }
  return result;
}

/** Chat ids are integers of at most 52 bits in the reference: exact as a JSON number. */
function chatId(person: string): number | string {
  const number = Number(person);
  return Number.isSafeInteger(number) && String(number) === person ? number : person;
}
