import type { SendOptions, Wording } from "./person.ts";
import { Shape } from "./shape.ts";
import type { SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";

/** `{code: 429, retryAfter: 7}`, `{code: 403, description: "Forbidden: bot was blocked by the user"}`. */
export type TelegramFault = { code: number; description?: string; retryAfter?: number; migrateTo?: number };
export type TelegramOptions = { token?: string; secret?: string; port?: number };
type Settings = Required<Omit<TelegramOptions, "port">>;

/** What the bot did besides sending, kept for tests. */
export type TelegramState = {
  /** Presses whose button still spins because `answerCallbackQuery` was not called. */
  spinning: Set<string>;
  webhook: { url: string; secret_token?: string; allowed_updates?: string[] } | undefined;
  commands: unknown;
};

export class TelegramPlatform extends StandIn<TelegramFault> {
  readonly settings: Settings;
  readonly state: TelegramState;
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    return { TELEGRAM_BOT_TOKEN: this.settings.token, TELEGRAM_WEBHOOK_SECRET: this.settings.secret, TELEGRAM_API_URL: this.url };
  }

  constructor(settings: Settings) {
    const state: TelegramState = { spinning: new Set(), webhook: undefined, commands: undefined };
    super({
      receive: (call) => receive(call, settings, state),
      recipientOf: (call) => {
        const chat = (call.body as { chat_id?: number | string } | undefined)?.chat_id;
        return chat === undefined ? undefined : String(chat);
      },
      fault: (fault) => refusal(fault),
      wording: telegramWording(settings, state),
    });
    this.settings = settings;
    this.state = state;
  }

  /** Any update with the secret's header. */
  sign(update: unknown): SignedRequest {
    return signTelegram(update, this.settings.secret);
  }

  block(person: string): void {
    this.refuse(person, { code: 403, description: "Forbidden: bot was blocked by the user" });
  }
}

/** Starts a stand-in of the Bot API on a free port. */
export function startTelegramPlatform(options: TelegramOptions = {}): Promise<TelegramPlatform> {
  return new TelegramPlatform({ token: "123456:AAF-telegram-token", secret: "telegram-webhook-secret", ...options }).listen(options.port);
}

export function signTelegram(update: unknown, secret: string): SignedRequest {
  return { path: "/webhooks/telegram", headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret }, body: JSON.stringify(update) };
}

function telegramWording({ secret }: Settings, state: TelegramState): Wording {
  let update = Math.floor(Math.random() * 1e8) * 4; // somewhere, as in reality; it only rises by one
  const from = (person: string) => ({ id: Number(person), is_bot: false, first_name: `Bạn ${person}`, language_code: "vi" });
  const chat = (person: string) => ({ id: Number(person), type: "private", first_name: `Bạn ${person}` });
  const message = (person: string, options: SendOptions, text: string) => {
    update += 1;
    const entities = text.startsWith("/") ? { entities: [{ type: "bot_command", offset: 0, length: text.split(" ")[0]!.length }] } : {};
    const date = Math.floor((options.at ?? Date.now()) / 1000);
    return signTelegram({ update_id: idOf(options, update), message: { message_id: update % 1e6, date, chat: chat(person), from: from(person), text, ...entities } }, secret);
  };
  return {
    say: (person, text, options) => message(person, options, text),
    start: (person, ref, options) => message(person, options, ref === undefined ? "/start" : `/start ${ref}`),
    press: (person, button, options) => {
      update += 1;
      const id = `9${update}`;
      state.spinning.add(id);
      const under = { message_id: 1, chat: chat(person), date: 0, reply_markup: { inline_keyboard: [[{ text: button.label, callback_data: button.payload }]] } };
      return signTelegram({ update_id: idOf(options, update), callback_query: { id, from: from(person), message: under, chat_instance: "z", data: button.payload } }, secret);
    },
    leave: (person, options) => {
      update += 1;
      const user = { id: 123456, is_bot: true, first_name: "bot" };
      const change = { chat: chat(person), from: from(person), date: 0, old_chat_member: { user, status: "member" }, new_chat_member: { user, status: "kicked", until_date: 0 } };
      return signTelegram({ update_id: idOf(options, update), my_chat_member: change }, secret);
    },
  };
}

function idOf(options: SendOptions, update: number): number {
  return options.id === undefined ? update : Number(options.id);
}

let lastMessage = 0;

function receive(call: Call, settings: Settings, state: TelegramState): Outcome {
  const [, bot = "", method = ""] = call.path.split("/");
  if (bot !== `bot${settings.token}`) return violated("wrong bot token", { code: bot === "bot" ? 404 : 401, description: "Unauthorized" });
  const shape = new Shape();
  const outcome = answer(shape, method, call.body, settings, state);
  if (shape.fault) return violated(shape.fault, { code: 400, description: `Bad Request: ${shape.fault}` });
  return outcome ?? violated(`unknown method ${method}`, { code: 404, description: "Not Found" });
}

function answer(shape: Shape, method: string, body: unknown, settings: Settings, state: TelegramState): Outcome | undefined {
  switch (method) {
    case "sendMessage": return sendMessage(shape, body);
    case "answerCallbackQuery": return answerCallbackQuery(shape, body, state);
    case "getMe": return ok({ id: Number(settings.token.split(":")[0]), is_bot: true, first_name: "Cầu Nối", username: "cau_noi_bot" });
    case "setWebhook": state.webhook = body as TelegramState["webhook"]; return ok(true);
    case "deleteWebhook": state.webhook = undefined; return ok(true);
    case "getWebhookInfo": return ok({ url: state.webhook?.url ?? "", has_custom_certificate: false, pending_update_count: 0 });
    case "setMyCommands": state.commands = body; return ok(true);
    case "sendChatAction": return ok(true);
    case "getUpdates": return ok([]);
    default: return undefined;
  }
}

/** text 1–4096 characters; callback_data 1–64 bytes; no parse mode, we never send one (§2.2). */
function sendMessage(shape: Shape, body: unknown): Outcome {
  const root = shape.object(body, "sendMessage", ["chat_id", "text", "reply_markup", "link_preview_options", "disable_notification", "protect_content"]);
  const chat = root["chat_id"];
  shape.must((typeof chat === "number" && Number.isSafeInteger(chat)) || (typeof chat === "string" && /^-?\d+$/.test(chat)), "chat_id must be an integer");
  const text = shape.text(root["text"], "message text", 1, 4096);
  const markup = root["reply_markup"] === undefined ? undefined : shape.object(root["reply_markup"], "reply_markup", ["inline_keyboard"]);
  const rows = markup ? shape.list(markup["inline_keyboard"], "inline_keyboard", 1, 100) : [];
  const buttons = rows.flatMap((row) => shape.list(row, "a row of buttons", 1, 8));
  const choices = buttons.map((button) => {
    const { text: label, callback_data: payload } = shape.object(button, "button", ["text", "callback_data"]);
    shape.text(label, "button.text", 1, 1000);
    shape.must(typeof payload === "string" && payload !== "" && Buffer.byteLength(payload) <= 64, "BUTTON_DATA_INVALID");
    return { label: label as string, payload: payload as string };
  });
  if (shape.fault) return ok(false);
  lastMessage += 1;
  const to = String(chat);
  return { ...ok({ message_id: lastMessage, date: Math.floor(Date.now() / 1000), chat: { id: Number(chat), type: "private" }, text }), delivered: { to, id: String(lastMessage), text, choices, raw: body } };
}

function answerCallbackQuery(shape: Shape, body: unknown, state: TelegramState): Outcome {
  const { callback_query_id: id, text } = shape.object(body, "answerCallbackQuery", ["callback_query_id", "text", "show_alert", "cache_time"]);
  shape.must(typeof id === "string" && (text === undefined || (typeof text === "string" && text.length <= 200)), "answerCallbackQuery is malformed");
  if (!state.spinning.delete(id as string)) return refusal({ code: 400, description: "Bad Request: query is too old and response timeout expired or query ID is invalid" });
  return ok(true);
}

function ok(result: unknown): Outcome {
  return { status: 200, body: { ok: true, result } };
}

function refusal({ code, description = `refused with ${code}`, retryAfter, migrateTo }: TelegramFault): Outcome {
  const parameters = { ...(retryAfter === undefined ? {} : { retry_after: retryAfter }), ...(migrateTo === undefined ? {} : { migrate_to_chat_id: migrateTo }) };
  return { status: code, body: { ok: false, error_code: code, description, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) } };
}

function violated(violation: string, fault: TelegramFault): Outcome {
  return { ...refusal(fault), violation: `telegram: ${violation}` };
}
