import type { SendOptions, Wording } from "./person.ts";
import type { SignedRequest } from "./signed-request.ts";

/** Any update with the secret's header. */
export function signTelegram(update: unknown, secret: string): SignedRequest {
  return { path: "/webhooks/telegram", headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret }, body: JSON.stringify(update) };
}

export type TelegramWording = Wording & {
  /** Any message in the name of a person: `{photo: [...]}`, `{document: {...}}`. */
  message(person: string, content: Record<string, unknown>, options?: SendOptions): SignedRequest;
};

/** How Telegram words what people do. `pressed` hears the callback query of every press. */
export function telegramWording({ secret }: { secret: string }, pressed: (queryId: string) => void): TelegramWording {
  let update = Math.floor(Math.random() * 1e8) * 4; // somewhere, as in reality; it only rises by one
  const from = (person: string) => ({ id: Number(person), is_bot: false, first_name: `Bạn ${person}`, language_code: "vi" });
  const chat = (person: string) => ({ id: Number(person), type: "private", first_name: `Bạn ${person}` });
  const updateId = (options: SendOptions) => {
    update += 1;
    return options.id === undefined ? update : Number(options.id);
  };
  const message = (person: string, content: Record<string, unknown>, options: SendOptions = {}) => {
    const update_id = updateId(options);
    const date = Math.floor((options.at ?? Date.now()) / 1000);
    return signTelegram({ update_id, message: { message_id: update % 1e6, date, chat: chat(person), from: from(person), ...content } }, secret);
  };
  const text = (person: string, words: string, options: SendOptions) => {
    const entities = words.startsWith("/") ? { entities: [{ type: "bot_command", offset: 0, length: words.split(" ")[0]!.length }] } : {};
    return message(person, { text: words, ...entities }, options);
  };
  return {
    message,
    say: (person, words, options) => text(person, words, options),
    start: (person, ref, options) => text(person, ref === undefined ? "/start" : `/start ${ref}`, options),
    press: (person, button, options) => {
      const update_id = updateId(options);
      const id = `9${update}`;
      pressed(id);
      const under = { message_id: 1, chat: chat(person), date: 0, reply_markup: { inline_keyboard: [[{ text: button.label, callback_data: button.payload }]] } };
      return signTelegram({ update_id, callback_query: { id, from: from(person), message: under, chat_instance: "z", data: button.payload } }, secret);
    },
    leave: (person, options) => {
      const user = { id: 123456, is_bot: true, first_name: "bot" };
      const change = { chat: chat(person), from: from(person), date: 0, old_chat_member: { user, status: "member" }, new_chat_member: { user, status: "kicked", until_date: 0 } };
      return signTelegram({ update_id: updateId(options), my_chat_member: change }, secret);
    },
  };
}
