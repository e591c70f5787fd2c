import { Shape } from "./shape.ts";
import { postTo, type SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";
import { answerMethod, bodyOf, ok, refusal } from "./telegram-methods.ts";
import { signTelegram, telegramWording, type TelegramWording } from "./telegram-wording.ts";
import { UpdateQueue } from "./update-queue.ts";

export { signTelegram } from "./telegram-wording.ts";

/** `{code: 429, retryAfter: 7}`, `{code: 403, description: "Forbidden: bot was blocked by the user"}`. */
export type TelegramFault = { code: number; description?: string; retryAfter?: number | string; migrateTo?: number };
export type TelegramOptions = { token?: string; secret?: string; port?: number };
type Settings = Required<Omit<TelegramOptions, "port">>;
type Update = { update_id: number };

/** What Telegram keeps for the bot. */
export class TelegramState {
  /** Presses whose button still spins because `answerCallbackQuery` was not called. */
  readonly spinning = new Set<string>();
  readonly queue = new UpdateQueue<Update>();
  readonly files = new Map<string, Buffer>();
  /** Command lists by language, "" for everybody. */
  readonly commands = new Map<string, unknown>();
  description = "";
  webhook: { url: string; secret_token: string; allowed_updates: string[] } | undefined;
  /** Files that came as bytes rather than by id or address. */
  uploads = 0;
  /** Messages a second that are taken, to all and to one chat; more get 429 with `retry_after`. None unless set. */
  limits: { all?: number; chat?: number } = {};
  readonly botId: number;
  readonly #sent: { chat: string; at: number }[] = [];

  constructor(botId: number) {
    this.botId = botId;
  }

  keepFile(bytes: Buffer): string {
    const id = `file_${this.files.size + 1}_${bytes.length}`;
    this.files.set(id, bytes);
    return id;
  }

  /** Seconds to wait, or undefined when the message is taken. */
  retryAfter(chat: string): number | undefined {
    const since = Date.now() - 1000;
    while (this.#sent[0] && this.#sent[0].at < since) this.#sent.shift();
    const toChat = this.#sent.filter((one) => one.chat === chat).length;
    if (this.#sent.length >= (this.limits.all ?? Infinity) || toChat >= (this.limits.chat ?? Infinity)) return 1;
    this.#sent.push({ chat, at: Date.now() });
    return undefined;
  }
}

/**
 * The Bot API. People whose `serviceUrl` is the stand-in's own `url` write to Telegram itself: it delivers to the webhook that is set
 * (at `deliverTo` in place of its public address), and otherwise keeps the update for `getUpdates`.
 */
export class TelegramPlatform extends StandIn<TelegramFault> {
  readonly settings: Settings;
  readonly state: TelegramState;
  readonly wording: TelegramWording;
  deliverTo = "";
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    return { TELEGRAM_BOT_TOKEN: this.settings.token, TELEGRAM_WEBHOOK_SECRET: this.settings.secret, TELEGRAM_API_URL: this.url };
  }

  constructor(settings: Settings) {
    const state = new TelegramState(Number(settings.token.split(":")[0]));
    const wording = telegramWording(settings, (query) => state.spinning.add(query));
    super({
      receive: (call) => receive(call, settings, state, () => this.deliverTo),
      recipientOf: (call) => {
        const chat = (call.body as { chat_id?: number | string } | undefined)?.chat_id;
        const inForm = /name="chat_id"\r\n\r\n(-?\d+)/.exec(call.body === undefined ? call.raw.toString("latin1") : "")?.[1];
        return chat === undefined ? inForm : String(chat);
      },
      background: (call) => /\/(getUpdates|deleteWebhook)$|^\/webhooks\//.test(call.path),
      fault: (fault) => refusal(fault),
      wording,
    });
    this.settings = settings;
    this.state = state;
    this.wording = wording;
  }

  /** Any update with the secret's header. */
  sign(update: unknown): SignedRequest {
    return signTelegram(update, this.settings.secret);
  }

  /** A picture somebody sends: a small and a large size of it. */
  photo(person: string, bytes: Buffer, caption?: string): SignedRequest {
    const size = (width: number, content: Buffer) => ({ file_id: this.state.keepFile(content), file_unique_id: `u${width}`, width, height: width, file_size: content.length });
    return this.wording.message(person, { photo: [size(90, bytes.subarray(0, 10)), size(1280, bytes)], ...(caption === undefined ? {} : { caption }) });
  }

  block(person: string): void {
    this.refuse(person, { code: 403, description: "Forbidden: bot was blocked by the user" });
  }

  /** The group became a supergroup: calls to the old id name the new one. */
  migrate(chat: string, to: number): void {
    this.refuse(chat, { code: 400, description: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: to });
  }
}

/** Starts a stand-in of the Bot API on a free port. */
export function startTelegramPlatform(options: TelegramOptions = {}): Promise<TelegramPlatform> {
  return new TelegramPlatform({ token: "123456:AAF-telegram-token", secret: "telegram-webhook-secret", ...options }).listen(options.port);
}

async function receive(call: Call, settings: Settings, state: TelegramState, deliverTo: () => string): Promise<Outcome> {
  if (call.path.startsWith("/webhooks/")) return route(call.raw.toString(), state, deliverTo());
  const file = call.path.startsWith(`/file/bot${settings.token}/`) ? state.files.get(call.path.split("/").at(-1)!) : undefined;
  if (file) return { status: 200, body: file };
  const [, bot = "", method = ""] = call.path.split("/");
  if (bot !== `bot${settings.token}`) return violated("wrong bot token", { code: bot === "bot" ? 404 : 401, description: "Unauthorized" });
  const shape = new Shape();
  const body = await bodyOf(call);
  const outcome = method === "getUpdates" ? await getUpdates(shape, body, state, call.gone) : answerMethod(shape, method, body, state);
  if (shape.fault) return violated(shape.fault, { code: 400, description: `Bad Request: ${shape.fault}` });
  return outcome ?? violated(`unknown method ${method}`, { code: 404, description: "Not Found" });
}

/** An update on its way to the bot: to its webhook with the secret it set, otherwise into the queue. */
async function route(update: string, { webhook, queue }: TelegramState, deliverTo: string): Promise<Outcome> {
  if (webhook) {
    const { pathname, origin } = new URL(webhook.url);
    const { status } = await postTo(deliverTo || origin, { path: pathname, headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": webhook.secret_token }, body: update });
    return { status, body: {} };
  }
  const one = JSON.parse(update) as Update;
  if (!queue.updates.some((waiting) => waiting.update_id === one.update_id)) queue.push(one);
  return ok(true);
}

/** An offset confirms everything below it; a second poll ends the first, a webhook forbids both (§2.1). */
async function getUpdates(shape: Shape, body: Record<string, unknown>, state: TelegramState, gone: AbortSignal): Promise<Outcome> {
  const { offset, limit = 100, timeout = 0, allowed_updates: allowed } = shape.object(body, "getUpdates", ["offset", "limit", "timeout", "allowed_updates"]);
  shape.must((offset === undefined || Number.isInteger(offset)) && Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= 100, "getUpdates is malformed");
  shape.must(Number.isInteger(timeout) && (timeout as number) <= 50, "timeout must be a number of seconds");
  shape.list(allowed, "allowed_updates", 1, 20);
  if (state.webhook) return refusal({ code: 409, description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first" });
  if (offset !== undefined) state.queue.updates = state.queue.updates.filter((one) => one.update_id >= (offset as number));
  if ((await state.queue.wait((timeout as number) * 1000, gone)) === "conflict") return refusal({ code: 409, description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running" });
  return ok(state.queue.updates.slice(0, limit as number));
}

function violated(violation: string, fault: TelegramFault): Outcome {
  return { ...refusal(fault), violation: `telegram: ${violation}` };
}
