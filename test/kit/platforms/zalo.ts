import { createHash } from "node:crypto";
import type { Reply } from "./inbox.ts";
import type { SendOptions, Wording } from "./person.ts";
import { idMaker, Shape } from "./shape.ts";
import { postTo, type SignedRequest } from "./signed-request.ts";
import { StandIn, type Call, type Outcome } from "./stand-in.ts";
import { endpointOutcome } from "./zalo-endpoints.ts";
import { checkMessage } from "./zalo-message.ts";
import { oauthOutcome, ZaloState } from "./zalo-state.ts";

/** The OA API's own code, such as -32 or -216; the HTTP status stays 200. */
export type ZaloFault = number;
export type ZaloOptions = { appId?: string; appSecret?: string; oaId?: string; oaSecretKey?: string; token?: string; refreshToken?: string; port?: number };
type Settings = Required<Omit<ZaloOptions, "port">>;

export class ZaloPlatform extends StandIn<ZaloFault> {
  readonly settings: Settings;
  /** Tokens, uploads, tags, templates and what else the platform keeps; tests read and turn it. */
  readonly state: ZaloState;
  /** The service's settings that point it here. */
  get env(): Record<string, string> {
    const { appId, appSecret, oaId, oaSecretKey, token, refreshToken } = this.settings;
    return {
      ZALO_APP_ID: appId, ZALO_APP_SECRET: appSecret, ZALO_OA_ID: oaId, ZALO_OA_SECRET_KEY: oaSecretKey, ZALO_ACCESS_TOKEN: token, ZALO_REFRESH_TOKEN: refreshToken,
      ZALO_API_URL: this.url, ZALO_OAUTH_URL: this.url, ZALO_BUSINESS_URL: this.url,
    };
  }

  constructor(settings: Settings) {
    const state = new ZaloState(settings.token, settings.refreshToken);
    super({
      receive: (call) => receive(call, settings, state),
      recipientOf: (call) => recipientOf(call.body),
      fault: (code) => refusal(code),
      wording: zaloWording(settings),
    });
    this.settings = settings;
    this.state = state;
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

  /** What Zalo tells of a message of the OA; with `adminId` a human of the OA typed it in Zalo's own tools. */
  echo({ to, id, text }: Pick<Reply, "to" | "id" | "text">, adminId?: string): SignedRequest {
    return this.sign({ event_name: "oa_send_text", sender: { id: this.settings.oaId, ...(adminId === undefined ? {} : { admin_id: adminId }) }, recipient: { id: to }, message: { text, msg_id: id } });
  }

  /** A word of staff in Zalo's own tools. */
  staffSays(person: string, text: string, adminId = "7001"): SignedRequest {
    return this.echo({ to: person, id: this.state.nextId(), text }, adminId);
  }

  received({ to, id }: Pick<Reply, "to" | "id">): SignedRequest {
    return this.sign({ event_name: "user_received_message", sender: { id: this.settings.oaId }, recipient: { id: to }, message: { msg_id: id } });
  }

  /** `inverted`: nobody knows for certain which side is the person's. */
  seen(person: string, messageIds: string[], inverted = false): SignedRequest {
    const [oa, user] = [{ id: this.settings.oaId }, { id: person }];
    return this.sign({ event_name: "user_seen_message", sender: inverted ? user : oa, recipient: inverted ? oa : user, message: { msg_ids: messageIds } });
  }

  /** Delivers webhooks as Zalo does: each at least once, in no order. */
  async deliver(serviceUrl: string, requests: SignedRequest[], { copies = 1, reorder = false }: { copies?: number; reorder?: boolean } = {}): Promise<number[]> {
    const all = requests.flatMap((request) => Array.from({ length: copies }, () => request));
    const statuses: number[] = [];
    for (const request of reorder ? all.reverse() : all) statuses.push((await postTo(serviceUrl, request)).status);
    return statuses;
  }
}

/** Starts a stand-in of Zalo's OA API, its OAuth and its business host on a free port. */
export function startZaloPlatform(options: ZaloOptions = {}): Promise<ZaloPlatform> {
  const settings = {
    appId: "360846524940903967", appSecret: "zalo-app-secret", oaId: "388613280878808645", oaSecretKey: "zalo-oa-secret-key", token: "zalo-access-token", refreshToken: "zalo-refresh-token", ...options,
  };
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

function recipientOf(body: unknown): string | undefined {
  const { recipient, user_id: user } = (body ?? {}) as { recipient?: { user_id?: string }; user_id?: string };
  return recipient?.user_id ?? user;
}

function receive(call: Call, settings: Settings, state: ZaloState): Outcome {
  const oauth = oauthOutcome(call, settings, state);
  if (oauth) return oauth;
  if (call.headers.authorization !== undefined) return violated("the token travels in the header access_token, never as Bearer", -216);
  const token = String(call.headers["access_token"]);
  if (token !== state.tokens.access) return state.oldAccess.has(token) ? refusal(-216) : violated("wrong access token", -216);
  const outcome = answerTo(call, settings, state);
  return state.limit ? limited(outcome, state.limit) : outcome;
}

/** `X-RateLimit-*` on every answer, -32 when nothing is left (§4.5). */
function limited(outcome: Outcome, limit: { limit: number; remain: number }): Outcome {
  const over = limit.remain <= 0;
  if (!over) limit.remain -= 1;
  return { ...(over ? refusal(-32) : outcome), headers: { "x-ratelimit-limit": String(limit.limit), "x-ratelimit-remain": String(limit.remain) } };
}

function answerTo(call: Call, settings: Settings, state: ZaloState): Outcome {
  if (call.path !== "/v3.0/oa/message/cs") return endpointOutcome(call, state, settings) ?? { status: 404, body: { error: -1, message: "Unknown path" }, violation: `zalo: unknown path ${call.path}` };
  if (!call.headers["content-type"]?.startsWith("application/json")) return violated("Content-Type must be application/json", -201);
  const shape = new Shape();
  const { to, text, buttons, code } = checkMessage(shape, call.body, state);
  if (shape.fault) return violated(shape.fault, / allowed are /.test(shape.fault) ? -210 : -201);
  if (code !== undefined) return refusal(code);
  const id = state.nextId();
  const choices = buttons.filter(({ type }) => type.startsWith("oa.query.")).map(({ title, payload }) => ({ label: title, payload: payload as string }));
  const data = { message_id: id, user_id: to, sent_time: String(Date.now()), quota: { quota_type: "reply", remain: "8", total: "8" } };
  return { status: 200, body: { error: 0, message: "Success", data }, delivered: { to, id, text, choices, raw: call.body } };
}

function refusal(code: ZaloFault): Outcome {
  return { status: 200, body: { error: code, message: `refused with ${code}` } };
}

function violated(violation: string, code: ZaloFault): Outcome {
  return { ...refusal(code), violation: `zalo: ${violation}` };
}
