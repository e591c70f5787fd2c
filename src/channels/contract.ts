import type { ChannelName } from "../core/channel-name.ts";
import type { InboundEvent } from "../core/inbound-event.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";

/** A webhook as it came: the signature is over these bytes, so nothing may parse them before `verify`. */
export type RawRequest = { headers: Record<string, string | string[] | undefined>; body: Buffer };

/**
 * `status` is what the platform must hear: Zalo wants 200 for everything (its console refuses to save otherwise and
 * switches the webhook off), Messenger and Telegram 401/403. Refused requests are counted by `reason` and leave no trace.
 */
export type Verdict =
  | { ok: true; body: unknown }
  | { ok: false; status: 200 | 400 | 401 | 403; reason: "no-signature" | "wrong-signature" | "bad-json" | "too-old" | "probe" };

/** Answer to the GET with which a platform checks a webhook's address. */
export type Confirmation = { status: 200 | 400 | 403; body: string };

/** `ignored` counts what was understood and needs nothing (echoes, receipts), `unknown` what was not understood. */
export type ParsedWebhook = { events: InboundEvent[]; ignored: number; unknown: number };

/** One HTTP call to the platform, free of credentials; `body` is the documented JSON. */
export type PlatformCall = { method: string; body: Record<string, unknown> };

/** What the platform said; `messageId` when it named one (an acknowledgement has none). */
export type SendReceipt = { messageId?: string };

/** What the platform allows, in one place per channel; every number with its source in that channel's policy.ts. */
export type ChannelPolicy = {
  maxTextCharacters: number;
  maxChoices: number;
  maxLabelCharacters: number;
  maxPayloadBytes: number;
  /** Bulk messages a second for one account; replies are only slowed when the platform asks for it. */
  bulkPerSecond: number;
  /** Free messaging window after the person's last word, milliseconds; undefined: none. Notices outside it are not sent. */
  windowMs?: number;
  /** How long one call may take, milliseconds. */
  sendTimeoutMs: number;
};

/** One account of one platform. Knows no database. Built by each channel's index.ts. */
export type Channel = {
  name: ChannelName;
  account: string;
  policy: ChannelPolicy;
  /** Pure and constant-time; never throws whatever the bytes are. */
  verify(request: RawRequest, now: number): Verdict;
  /** Answers the platform's GET that proves the webhook's address is ours; only where the platform asks (Messenger). `body` is plain text. */
  confirm?(query: Record<string, unknown>): Confirmation;
  /** Pure; never throws whatever the verified JSON is: a bad item is counted and the others kept. */
  parse(body: unknown, now: number): ParsedWebhook;
  /** Pure: the calls that show the message within the platform's limits, in order. */
  render(message: OutboundMessage): PlatformCall[];
  /** Does one call. Throws `SendError` and nothing else. */
  send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt>;
};
