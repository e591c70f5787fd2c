import type { InlineKeyboardButton, Opts } from "telegraf/types";
import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { shortLabelCharacters, telegramPolicy } from "./policy.ts";

/**
 * First the answer to the callback query (its button spins until then), then text parts with an inline keyboard under the last.
 * No parse mode: nothing a person typed can turn into markup or into an error.
 */
export function renderTelegram(message: OutboundMessage): PlatformCall[] {
  const { parts, buttons } = layOut(message, telegramPolicy);
  const chat = chatId(contactParts(message.to).person);
  return [
    ...(message.acknowledge === undefined ? [] : [acknowledge(message.acknowledge)]),
    ...parts.map((part, index) => sendMessage(chat, part, index === parts.length - 1 ? buttons : [])),
  ];
}

function acknowledge(queryId: string): PlatformCall {
  const body: Opts<"answerCallbackQuery"> = { callback_query_id: queryId };
  return { method: "answerCallbackQuery", body };
}

function sendMessage(chat: number | string, text: string, choices: readonly OutboundChoice[]): PlatformCall {
  const body: Opts<"sendMessage"> = { chat_id: chat, text, ...(choices.length > 0 ? { reply_markup: { inline_keyboard: rows(choices) } } : {}) };
  return { method: "sendMessage", body };
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
