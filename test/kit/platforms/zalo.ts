import { createHash } from "node:crypto";
import type { SendOptions, Wording } from "./person.ts";
import { idMaker, Shape } from "./shape.ts";
import type { SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";

/** The OA API's own code, such as -32 or -216; the HTTP status stays 200. */
export type ZaloFault = number;
export type ZaloOptions = { appId?: string; appSecret?: string; oaId?: string; oaSecretKey?: string; token?: string; port?: number };
type Settings = Required<Omit<ZaloOptions, "port">>;

export class ZaloPlatform extends StandIn<ZaloFault> {
  readonly settings: Settings;
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    const { appId, appSecret, oaId, oaSecretKey, token } = this.settings;
    return { ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OA_ID: oaId, ZALO_OA_SECRET_KEY: oaSecretKey, ZALO_ACCESS_TOKEN: token, ZALO_API_URL: this.url };
  }

  constructor(settings: Settings) {
    super({
      receive: (call) => receive(call, settings),
      recipientOf: (call) => (call.body as { recipient?: { user_id?: string } } | undefined)?.recipient?.user_id,
      fault: (code) => refusal(code),
      wording: zaloWording(settings),
    });
    this.settings = settings;
  }

  /** Any event body, signed; `app_id` and `timestamp` are added when absent. */
  sign(event: Record<string, unknown>): SignedRequest {
    return signZalo({ app_id: this.settings.appId, timestamp: String(Date.now()), ...event }, this.settings);
  }

  /** The person blocks the OA; there is no single code for it (§1.6), -213 is the plainest. */
  block(person: string): void {
    this.refuse(person, -213);
  }

  closeWindow(person: string): void {
    this.refuse(person, -230);
  }
}

/** Starts a stand-in of Zalo's OA API on a free port. */
export function startZaloPlatform(options: ZaloOptions = {}): Promise<ZaloPlatform> {
  const settings = { appId: "360846524940903967", appSecret: "zalo-app-secret", oaId: "388613280878808645", oaSecretKey: "zalo-oa-secret-key", token: "zalo-access-token", ...options };
  return new ZaloPlatform(settings).listen(options.port);
}

/** mac = SHA-256 of app id + body + timestamp + OA Secret Key, in hex (§2.2). */
export function signZalo(event: Record<string, unknown>, { appId, oaSecretKey }: Pick<Settings, "appId" | "oaSecretKey">): SignedRequest {
  const body = JSON.stringify(event);
  const mac = createHash("sha256").update(appId + body + String(event["timestamp"]) + oaSecretKey).digest("hex");
  return { path: "/webhooks/zalo", headers: { "content-type": "application/json", "x-zevent-signature": `mac=${mac}` }, body };
}

function zaloWording(settings: Settings): Wording {
  const msgId = idMaker("");
  const event = (options: SendOptions, fields: Record<string, unknown>) =>
    signZalo({ app_id: settings.appId, ...fields, timestamp: String(options.at ?? Date.now()) }, settings);
  const text = (person: string, options: SendOptions, words: string) =>
    event(options, { event_name: "user_send_text", user_id_by_app: `5${person}`, sender: { id: person }, recipient: { id: settings.oaId }, message: { text: words, msg_id: options.id ?? msgId() } });
  const follow = (name: string, person: string, options: SendOptions) =>
    event(options, { event_name: name, oa_id: settings.oaId, follower: { id: person }, user_id_by_app: `5${person}`, source: "oa_profile" });
  return {
    say: (person, words, options) => text(person, options, words),
    press: (person, button, options) => text(person, options, button.payload), // a pressed query button arrives as its payload (§1.3)
    start: (person, _ref, options) => follow("follow", person, options), // an OA's follow carries no reference
    leave: (person, options) => follow("unfollow", person, options),
  };
}

const messageId = idMaker("");

function receive(call: Call, settings: Settings): Outcome {
  if (call.path !== "/v3.0/oa/message/cs") return { status: 404, body: { error: -1, message: "Unknown path" }, violation: `zalo: unknown path ${call.path}` };
  if (call.headers.authorization !== undefined) return violated("the token travels in the header access_token, never as Bearer", -216);
  if (call.headers["access_token"] !== settings.token) return violated("wrong access token", -216);
  const shape = new Shape();
  if (!call.headers["content-type"]?.startsWith("application/json")) return violated("Content-Type must be application/json", -201);
  const { to, text, buttons } = checkBody(shape, call.body);
  if (shape.fault) return violated(shape.fault, / allowed are /.test(shape.fault) ? -210 : -201);
  const id = messageId();
  const choices = buttons.filter(({ type }) => type.startsWith("oa.query.")).map(({ title, payload }) => ({ label: title, payload: payload as string }));
  const data = { message_id: id, user_id: to, sent_time: String(Date.now()), quota: { quota_type: "reply", remain: "8", total: "8" } };
  return { status: 200, body: { error: 0, message: "Success", data }, delivered: { to, id, text, choices, raw: call.body } };
}

type Button = { title: string; type: string; payload: unknown };

/** Text, with up to five buttons in an attachment that has neither template_type nor elements (§1.3). */
function checkBody(shape: Shape, body: unknown): { to: string; text: string; buttons: Button[] } {
  const root = shape.object(body, "body", ["recipient", "message"]);
  const to = shape.text(shape.object(root["recipient"], "recipient", ["user_id"])["user_id"], "recipient.user_id", 1, 128);
  const message = shape.object(root["message"], "message", ["text", "attachment", "quote_message_id"]);
  const text = shape.text(message["text"], "message.text", 1, 2000);
  if (message["attachment"] === undefined) return { to, text, buttons: [] };
  const attachment = shape.object(message["attachment"], "attachment", ["type", "payload"]);
  shape.must(attachment["type"] === "template", "attachment.type must be template");
  const buttons = shape.list(shape.object(attachment["payload"], "attachment.payload", ["buttons"])["buttons"], "buttons", 1, 5);
  for (const button of buttons) checkButton(shape, button);
  return { to, text, buttons: buttons as Button[] };
}

function checkButton(shape: Shape, button: unknown): void {
  const { title, type, payload } = shape.object(button, "button", ["title", "type", "payload", "image_icon"]);
  shape.text(title, "button.title", 1, 100);
  const query = type === "oa.query.show" || type === "oa.query.hide";
  if (query) shape.text(payload, "button.payload", 1, 1000);
  else shape.must(["oa.open.url", "oa.open.sms", "oa.open.phone"].includes(type as string) && typeof payload === "object", "button.type is unknown");
}

function refusal(code: ZaloFault): Outcome {
  return { status: 200, body: { error: code, message: `refused with ${code}` } };
}

function violated(violation: string, code: ZaloFault): Outcome {
  return { ...refusal(code), violation: `zalo: ${violation}` };
}
