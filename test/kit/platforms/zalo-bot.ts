import type { SendOptions, Wording } from "./person.ts";
import { idMaker, Shape } from "./shape.ts";
import { postTo, type SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";
import { UpdateQueue } from "./update-queue.ts";

/** `{code: 429}`; the HTTP status is the same unless `status` says otherwise: the envelope decides. */
export type ZaloBotFault = { code: number; description?: string; status?: number; retryAfter?: number };
export type ZaloBotOptions = { token?: string; secret?: string; port?: number; /** Traffic without the `{ok, result}` around it was seen too. */ wrapped?: boolean };
type Settings = Required<Omit<ZaloBotOptions, "port">>;

/** What Zalo keeps for the bot. */
export type ZaloBotState = { queue: UpdateQueue<unknown>; webhook: { url: string; secret_token: string } | undefined };

/**
 * The Zalo Bot Platform. People whose `serviceUrl` is the stand-in's own `url` write to Zalo itself: it delivers to the webhook that is set
 * (at `deliverTo` in place of its public address), and otherwise keeps the update for `getUpdates`, which hands each out once.
 */
export class ZaloBotPlatform extends StandIn<ZaloBotFault> {
  readonly settings: Settings;
  readonly state: ZaloBotState;
  deliverTo = "";
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    return { ZALO_BOT_TOKEN: this.settings.token, ZALO_BOT_WEBHOOK_SECRET: this.settings.secret, ZALO_BOT_API_URL: this.url };
  }

  constructor(settings: Settings) {
    const state: ZaloBotState = { queue: new UpdateQueue(), webhook: undefined };
    super({
      receive: (call) => receive(call, settings, state, () => this.deliverTo),
      recipientOf: (call) => (call.body as { chat_id?: string } | undefined)?.chat_id,
      background: (call) => /\/(getUpdates|deleteWebhook)$|^\/webhooks\//.test(call.path),
      fault: (fault) => refusal(fault),
      wording: zaloBotWording(settings),
    });
    this.settings = settings;
    this.state = state;
  }

  /** Any update with the secret's header. */
  sign(update: unknown): SignedRequest {
    return signZaloBot(update, this.settings.secret);
  }

  /** Any event in the name of a person: `event("image", "77", {photo_url: ...})`. */
  event(kind: string, person: string, content: Record<string, unknown>): SignedRequest {
    return this.sign(update(this.settings, kind, person, { at: Date.now() }, content));
  }

  block(person: string): void {
    this.refuse(person, { code: 403, description: "Forbidden" });
  }
}

/** Starts a stand-in of the Zalo Bot Platform on a free port. */
export function startZaloBotPlatform(options: ZaloBotOptions = {}): Promise<ZaloBotPlatform> {
  return new ZaloBotPlatform({ token: "4459123:zalo-bot-token", secret: "zalo-bot-webhook-secret", wrapped: true, ...options }).listen(options.port);
}

export function signZaloBot(body: unknown, secret: string): SignedRequest {
  return { path: "/webhooks/zalo-bot", headers: { "content-type": "application/json", "x-bot-api-secret-token": secret }, body: JSON.stringify(body) };
}

const messageId = idMaker("");

function update({ wrapped }: Settings, kind: string, person: string, options: SendOptions, content: Record<string, unknown>): unknown {
  const from = { id: person, display_name: `Bạn ${person}`, is_bot: false };
  const message = { message_id: options.id ?? messageId(), date: options.at ?? Date.now(), ...content, from, chat: { id: person, chat_type: "PRIVATE" } };
  const event = { event_name: `message.${kind}.received`, message };
  return wrapped ? { ok: true, result: event } : event;
}

/** There is neither a start button nor any other: people type. */
function zaloBotWording(settings: Settings): Wording {
  const say = (person: string, text: string, options: SendOptions) => signZaloBot(update(settings, "text", person, options, { text }), settings.secret);
  return {
    say,
    start: (person, ref, options) => say(person, ref === undefined ? "/start" : `/start ${ref}`, options),
    press: (person, button, options) => say(person, button.label, options),
  };
}

async function receive(call: Call, settings: Settings, state: ZaloBotState, deliverTo: () => string): Promise<Outcome> {
  if (call.path.startsWith("/webhooks/")) return route(call.raw.toString(), state, deliverTo());
  const [, bot = "", method = ""] = call.path.split("/");
  if (bot !== `bot${settings.token}`) return violated("wrong bot token", { code: 401, description: "Unauthorized" });
  const shape = new Shape();
  shape.must(call.httpMethod === "POST" && Boolean(call.headers["content-type"]?.startsWith("application/json")), "calls are POST with JSON");
  const outcome = await answer(shape, method, call, state, settings);
  if (shape.fault) return violated(shape.fault, { code: 400, description: shape.fault });
  return outcome ?? violated(`unknown method ${method}`, { code: 404, description: "Not Found" });
}

async function route(body: string, { webhook, queue }: ZaloBotState, deliverTo: string): Promise<Outcome> {
  if (webhook) {
    const { pathname, origin } = new URL(webhook.url);
    const { status } = await postTo(deliverTo || origin, { path: pathname, headers: { "content-type": "application/json", "x-bot-api-secret-token": webhook.secret_token }, body });
    return { status, body: {} };
  }
  const update = JSON.parse(body) as { result?: unknown };
  queue.push(update.result ?? update);
  return ok(true);
}

async function answer(shape: Shape, method: string, call: Call, state: ZaloBotState, settings: Settings): Promise<Outcome | undefined> {
  switch (method) {
    case "getMe": return ok({ id: settings.token.split(":")[0], account_name: "Bot Đoàn xã", account_type: "BASIC", can_join_groups: false });
    case "getUpdates": return getUpdates(shape, call, state);
    case "setWebhook": return setWebhook(shape, call.body, state);
    case "deleteWebhook": state.webhook = undefined; return ok({ url: "", updated_at: Date.now() });
    case "getWebhookInfo": return ok({ url: state.webhook?.url ?? "", updated_at: Date.now() });
    case "sendMessage": return send(shape, shape.object(call.body, "sendMessage", ["chat_id", "text"]), "text", true);
    case "sendPhoto": {
      const body = shape.object(call.body, "sendPhoto", ["chat_id", "photo", "caption"]);
      shape.must(typeof body["photo"] === "string" && body["photo"].startsWith("https://"), "photo must be an https address");
      return send(shape, body, "caption", false);
    }
    default: return undefined;
  }
}

function send(shape: Shape, body: Record<string, unknown>, field: "text" | "caption", needed: boolean): Outcome {
  const to = shape.text(body["chat_id"], "chat_id", 1, 128);
  const text = needed || body[field] !== undefined ? shape.text(body[field], field, 1, 2000) : "";
  if (shape.fault) return ok(false);
  const id = messageId();
  return { ...ok({ message_id: id, date: Date.now() }), delivered: { to, id, text, choices: [], raw: body } };
}

/** One update, handed out once; nothing within the time is error 408; fails while a webhook is set. */
async function getUpdates(shape: Shape, call: Call, state: ZaloBotState): Promise<Outcome> {
  const { timeout = "30" } = shape.object(call.body, "getUpdates", ["timeout"]);
  shape.must(typeof timeout === "string" && /^\d{1,2}$/.test(timeout), "timeout must be a text of seconds");
  if (state.webhook) return refusal({ code: 400, description: "webhook is active" });
  const waited = await state.queue.wait(Number(timeout) * 1000, call.gone);
  if (waited === "conflict") return refusal({ code: 409, description: "Conflict" });
  return waited === "ready" ? ok(state.queue.updates.shift()) : refusal({ code: 408, description: "Request timeout", status: 200 });
}

function setWebhook(shape: Shape, body: unknown, state: ZaloBotState): Outcome {
  const { url, secret_token: secret } = shape.object(body, "setWebhook", ["url", "secret_token"]);
  shape.must(typeof url === "string" && url.startsWith("https://"), "url must be https");
  shape.text(secret, "secret_token", 8, 256);
  if (shape.fault) return ok(false);
  state.webhook = { url: url as string, secret_token: secret as string };
  state.queue.interrupt();
  return ok({ url, updated_at: Date.now() });
}

function ok(result: unknown): Outcome {
  return { status: 200, body: { ok: true, result } };
}

function refusal({ code, description = `refused with ${code}`, status = code, retryAfter }: ZaloBotFault): Outcome {
  return { status, body: { ok: false, error_code: code, description }, ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }) };
}

function violated(violation: string, fault: ZaloBotFault): Outcome {
  return { ...refusal(fault), violation: `zalo-bot: ${violation}` };
}
