import { createHmac } from "node:crypto";
import type { SendOptions, Wording } from "./person.ts";
import { idMaker, Shape } from "./shape.ts";
import type { SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";

/** `{code: 190}`, `{code: 10, subcode: 2018278}`; `status` is Meta's HTTP status, 400 unless given. */
export type MessengerFault = { code: number; subcode?: number; message?: string; status?: number };
export type MessengerOptions = { pageId?: string; token?: string; appSecret?: string; verifyToken?: string; port?: number };
type Settings = Required<Omit<MessengerOptions, "port">>;

export const windowClosed: MessengerFault = { code: 10, subcode: 2018278, message: "(#10) This message is sent outside of allowed window." };
export const personBlocked: MessengerFault = { code: 551, message: "(#551) This person isn't available right now." };

export class MessengerPlatform extends StandIn<MessengerFault> {
  readonly settings: Settings;
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    const { pageId, token, appSecret, verifyToken } = this.settings;
    return { MESSENGER_PAGE_ID: pageId, MESSENGER_PAGE_ACCESS_TOKEN: token, MESSENGER_APP_SECRET: appSecret, MESSENGER_VERIFY_TOKEN: verifyToken, MESSENGER_API_URL: this.url };
  }

  constructor(settings: Settings) {
    super({
      receive: (call) => receive(call, settings),
      recipientOf: (call) => (call.body as { recipient?: { id?: string } } | undefined)?.recipient?.id,
      fault: (fault) => refusal(fault),
      wording: messengerWording(settings),
    });
    this.settings = settings;
  }

  /** Any webhook body, signed. Items are what stands beside sender, recipient and timestamp. */
  sign(body: unknown): SignedRequest {
    return signMessenger(body, this.settings.appSecret);
  }

  /** One item of the event table (`{read: {...}}`, `{message: {...}}`) in the name of a person, signed. */
  item(person: string, item: Record<string, unknown>, at = Date.now()): SignedRequest {
    return this.sign(envelope(this.settings.pageId, [{ sender: { id: person }, recipient: { id: this.settings.pageId }, timestamp: at, ...item }]));
  }

  block(person: string): void {
    this.refuse(person, personBlocked);
  }

  closeWindow(person: string): void {
    this.refuse(person, windowClosed);
  }
}

/** Starts a stand-in of the Messenger Send API on a free port. */
export function startMessengerPlatform(options: MessengerOptions = {}): Promise<MessengerPlatform> {
  const settings = { pageId: "108800000000001", token: "EAAB-page-token", appSecret: "messenger-app-secret", verifyToken: "verify-me", ...options };
  return new MessengerPlatform(settings).listen(options.port);
}

export function envelope(pageId: string, messaging: unknown[]): Record<string, unknown> {
  return { object: "page", entry: [{ id: pageId, time: Date.now(), messaging }] };
}

/** Meta sends non-ASCII letters escaped and signs those bytes (facts §1.3). */
export function signMessenger(body: unknown, appSecret: string): SignedRequest {
  const raw = JSON.stringify(body).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const signature = createHmac("sha256", appSecret).update(raw).digest("hex");
  return { path: "/webhooks/messenger", headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` }, body: raw };
}

function messengerWording({ pageId, appSecret }: Settings): Wording {
  const mid = idMaker("m_");
  const request = (person: string, options: SendOptions, item: Record<string, unknown>) =>
    signMessenger(envelope(pageId, [{ sender: { id: person }, recipient: { id: pageId }, timestamp: options.at ?? Date.now(), ...item }]), appSecret);
  return {
    say: (person, text, options) => request(person, options, { message: { mid: options.id ?? mid(), text } }),
    press: (person, button, options) => request(person, options, { message: { mid: options.id ?? mid(), text: button.label, quick_reply: { payload: button.payload } } }),
    start: (person, ref, options) =>
      request(person, options, { postback: { mid: options.id ?? mid(), title: "Bắt đầu", payload: "GET_STARTED", ...(ref === undefined ? {} : { referral: { ref, source: "SHORTLINK", type: "OPEN_THREAD" } }) } }),
  };
}

const sentId = idMaker("m_sent");

function receive(call: Call, settings: Settings): Outcome {
  const shape = new Shape();
  if (!/^\/v\d+\.\d+\/[^/]+\/messages$/.test(call.path)) return violated("unknown path", { code: 2500, message: `unknown path ${call.path}`, status: 404 });
  if (![settings.pageId, "me"].includes(call.path.split("/")[2]!)) return violated("another page's address", { code: 100, subcode: 33 });
  const token = call.query.get("access_token") ?? call.headers.authorization?.replace(/^Bearer /, "");
  if (token !== settings.token) return violated("wrong page token", { code: 190, status: 401 });
  if (!proofHolds(call, settings)) return violated("appsecret_proof missing or wrong", { code: 100, message: "Invalid appsecret_proof provided in the API argument" });
  const message = checkBody(shape, call.body);
  if (shape.fault) return violated(shape.fault, { code: 100, message: `(#100) ${shape.fault}` });
  const { recipient } = call.body as { recipient: { id: string } };
  if (!message) return { status: 200, body: { recipient_id: recipient.id } };
  const id = sentId();
  const choices = message.quick_replies.map(({ title, payload }) => ({ label: title, payload }));
  return { status: 200, body: { recipient_id: recipient.id, message_id: id }, delivered: { to: recipient.id, id, text: message.text, choices, raw: call.body } };
}

type Message = { text: string; quick_replies: { title: string; payload: string }[] };

function checkBody(shape: Shape, body: unknown): Message | undefined {
  const root = shape.object(body, "body", ["recipient", "messaging_type", "message", "sender_action", "notification_type", "reply_to"]); // no `tag`: ours never has one
  const recipient = shape.object(root["recipient"], "recipient", ["id"]);
  shape.text(recipient["id"], "recipient.id", 1, 128);
  if (root["sender_action"] !== undefined) {
    shape.must(["typing_on", "typing_off", "mark_seen"].includes(root["sender_action"] as string) && root["message"] === undefined, "sender_action stands alone");
    return undefined;
  }
  shape.must(["RESPONSE", "UPDATE"].includes(root["messaging_type"] as string), "messaging_type must be RESPONSE or UPDATE");
  const message = shape.object(root["message"], "message", ["text", "quick_replies", "metadata"]);
  shape.text(message["text"], "message.text", 1, 1999);
  if (message["metadata"] !== undefined) shape.text(message["metadata"], "message.metadata", 1, 999);
  const replies = message["quick_replies"] === undefined ? [] : shape.list(message["quick_replies"], "quick_replies", 1, 13);
  for (const reply of replies) {
    const { content_type: type, title, payload } = shape.object(reply, "quick_reply", ["content_type", "title", "payload", "image_url"]);
    shape.must(type === "text", "quick_reply.content_type must be text");
    shape.text(title, "quick_reply.title", 1, 20);
    shape.text(payload, "quick_reply.payload", 1, 1000);
  }
  return { text: message["text"] as string, quick_replies: replies as Message["quick_replies"] };
}

/** Time-stamped form, valid for 5 minutes, or the classic one (§1.1). */
function proofHolds(call: Call, settings: Settings): boolean {
  const proof = call.query.get("appsecret_proof");
  const time = call.query.get("appsecret_time");
  if (time !== null && Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  return proof === createHmac("sha256", settings.appSecret).update(time === null ? settings.token : `${settings.token}|${time}`).digest("hex");
}

function refusal({ code, subcode, message = `(#${code}) refused`, status = 400 }: MessengerFault): Outcome {
  return { status, body: { error: { message, type: "OAuthException", code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: "AbCdEf" } } };
}

function violated(violation: string, fault: MessengerFault): Outcome {
  return { ...refusal(fault), violation: `messenger: ${violation}` };
}
