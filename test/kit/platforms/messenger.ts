import { createHmac } from "node:crypto";
import { answerEndpoint } from "./messenger-endpoints.ts";
import { receiveMessage } from "./messenger-send.ts";
import { MessengerState, refusal, violated, type MessengerFault, type MessengerSettings, type SentMessage } from "./messenger-state.ts";
import { envelope, messengerWording, signMessenger } from "./messenger-webhooks.ts";
import { postTo, type SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";

export type { MessengerFault, MessengerState, SentMessage } from "./messenger-state.ts";
export { envelope, signedDeletion, signMessenger } from "./messenger-webhooks.ts";

export type MessengerOptions = Partial<MessengerSettings> & { port?: number };

export const windowClosed: MessengerFault = { code: 10, subcode: 2018278, message: "(#10) This message is sent outside of allowed window." };
export const personBlocked: MessengerFault = { code: 551, message: "(#551) This person isn't available right now." };

/** Where staff of a page write; its echoes carry this app's id. */
export const pageInbox = "263902037430900";

export class MessengerPlatform extends StandIn<MessengerFault> {
  readonly settings: MessengerSettings;
  readonly state: MessengerState;
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    const { pageId, token, appSecret, verifyToken, appId } = this.settings;
    return {
      MESSENGER_PAGE_ID: pageId, MESSENGER_PAGE_ACCESS_TOKEN: token, MESSENGER_APP_SECRET: appSecret, MESSENGER_VERIFY_TOKEN: verifyToken, MESSENGER_APP_ID: appId, MESSENGER_API_URL: this.url,
    };
  }

  constructor(settings: MessengerSettings) {
    const state = new MessengerState();
    super({
      receive: (call) => {
        const outcome = receive(call, settings, state);
        if (outcome.delivered && state.hears) void this.#tellEcho(state.hears, state.sent.at(-1)!);
        return { ...outcome, headers: { ...state.headers, ...outcome.headers } };
      },
      recipientOf: (call) => (call.body as { recipient?: { id?: string } } | undefined)?.recipient?.id,
      fault: (fault) => ({ ...refusal(fault), headers: state.headers }),
      wording: messengerWording(settings),
    });
    this.settings = settings;
    this.state = state;
  }

  /** Any webhook body, signed. Items are what stands beside sender, recipient and timestamp. */
  sign(body: unknown): SignedRequest {
    return signMessenger(body, this.settings.appSecret);
  }

  /** One item of the event table (`{read: {...}}`, `{message: {...}}`) in the name of a person, signed. */
  item(person: string, item: Record<string, unknown>, at = Date.now()): SignedRequest {
    return this.sign(envelope(this.settings.pageId, [{ sender: { id: person }, recipient: { id: this.settings.pageId }, timestamp: at, ...item }]));
  }

  /** What another app answers: the same items in `standby`. */
  standby(person: string, item: Record<string, unknown>, at = Date.now()): SignedRequest {
    const { pageId } = this.settings;
    return this.sign({ object: "page", entry: [{ id: pageId, time: at, standby: [{ sender: { id: person }, recipient: { id: pageId }, timestamp: at, ...item }] }] });
  }

  /** The echo of a message the service sent. */
  echoOf({ mid, to, at, text, metadata }: SentMessage): SignedRequest {
    return this.#echo(to, { app_id: Number(this.settings.appId), mid, text, ...(metadata === undefined ? {} : { metadata }) }, at);
  }

  /** A person of staff writes in the page's inbox; `app`: another app does, "" for an echo without an app. */
  staffSays(person: string, text: string, { app = pageInbox, metadata, at = Date.now() }: { app?: string; metadata?: string; at?: number } = {}): SignedRequest {
    return this.#echo(person, { ...(app ? { app_id: Number(app) } : {}), mid: this.state.nextMid(), text, ...(metadata === undefined ? {} : { metadata }) }, at);
  }

  /** Everything sent to a person so far reached the phone, or was seen. */
  receipt(person: string, kind: "delivery" | "read", watermark = Date.now()): SignedRequest {
    const mids = this.state.sent.filter((one) => one.to === person && one.at <= watermark).map((one) => one.mid);
    return this.item(person, kind === "delivery" ? { delivery: { mids, watermark } } : { read: { watermark } });
  }

  /** Somebody comments under a post; `psid` is who that is in Messenger. Times of the feed are seconds. */
  comment(id: string, { from = "55501", psid = "7001", message = "quan tâm ạ", verb = "add", at = Date.now() }: { from?: string | null; psid?: string; message?: string | null; verb?: string; at?: number } = {}): SignedRequest {
    const { pageId } = this.settings;
    this.state.comments.set(id, { at, psid });
    const value = {
      item: "comment", verb, comment_id: id, post_id: `${pageId}_1`, parent_id: `${pageId}_1`, created_time: Math.floor(at / 1000),
      ...(from === null ? {} : { from: { id: from, name: "Lan" } }), ...(message === null ? {} : { message }),
    };
    return this.sign({ object: "page", entry: [{ id: pageId, time: Math.floor(Date.now() / 1000), changes: [{ field: "feed", value }] }] });
  }

  block(person: string): void {
    this.refuse(person, personBlocked);
  }

  closeWindow(person: string): void {
    this.refuse(person, windowClosed);
  }

  #echo(person: string, message: Record<string, unknown>, at: number): SignedRequest {
    const { pageId } = this.settings;
    return this.sign(envelope(pageId, [{ sender: { id: pageId }, recipient: { id: person }, timestamp: at, message: { is_echo: true, ...message } }]));
  }

  /** Echoes come back by themselves once a service listens at `state.hears`. */
  async #tellEcho(serviceUrl: string, sent: SentMessage): Promise<void> {
    await postTo(serviceUrl, this.echoOf(sent)).catch(() => undefined);
  }
}

/** Starts a stand-in of the Messenger Platform on a free port. */
export function startMessengerPlatform({ port, ...options }: MessengerOptions = {}): Promise<MessengerPlatform> {
  const settings = { pageId: "108800000000001", token: "EAAB-page-token", appSecret: "messenger-app-secret", verifyToken: "verify-me", appId: "5550001112223", humanAgent: false, ...options };
  return new MessengerPlatform(settings).listen(port);
}

function receive(call: Call, settings: MessengerSettings, state: MessengerState): Outcome {
  const path = /^\/v\d+\.\d+\/(.+)$/.exec(call.path)?.[1]?.split("/") ?? [];
  const token = call.query.get("access_token") ?? call.headers.authorization?.replace(/^Bearer /, "");
  if (path.length === 0 || path.length > 2) return violated("unknown path", { code: 2500, message: `unknown path ${call.path}`, status: 404 });
  if (path.length === 2 && ![settings.pageId, "me"].includes(path[0]!)) return violated("another page's address", { code: 100, subcode: 33 });
  if (token !== settings.token) return violated("wrong page token", { code: 190, status: 401 });
  if (!proofHolds(call, settings)) return violated("appsecret_proof missing or wrong", { code: 100, message: "Invalid appsecret_proof provided in the API argument" });
  if (path[1] === "messages" && call.httpMethod === "POST") return receiveMessage(call.body, settings, state);
  return answerEndpoint(path, call, settings, state) ?? violated("unknown path", { code: 2500, message: `unknown path ${call.path}`, status: 404 });
}

/** Time-stamped form, valid for 5 minutes, or the classic one (§1.1). */
function proofHolds(call: Call, settings: MessengerSettings): boolean {
  const proof = call.query.get("appsecret_proof");
  const time = call.query.get("appsecret_time");
  if (time !== null && Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  return proof === createHmac("sha256", settings.appSecret).update(time === null ? settings.token : `${settings.token}|${time}`).digest("hex");
}
