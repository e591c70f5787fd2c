import type { ChannelName } from "../core/channel-name.ts";
import type { InboundEvent, IncomingFile } from "../core/inbound-event.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { PlatformNote } from "../core/platform-note.ts";

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

/** `events` are people's own acts, `notes` what else the platform told; `ignored` counts what was understood and needs nothing, `unknown` what was not understood. */
export type ParsedWebhook = { events: InboundEvent[]; notes: PlatformNote[]; ignored: number; unknown: number };

/** One HTTP call to the platform, free of credentials; `body` is the documented JSON. */
export type PlatformCall = { method: string; body: Record<string, unknown> };

/** What the platform said; `messageId` when it named one (an acknowledgement has none). */
export type SendReceipt = {
  messageId?: string;
  /** What its headers told about the account's limit: calls a second allowed, or a pause it asks for before it has to refuse. */
  limit?: { perSecond?: number; pauseMs?: number };
};

/** Free, or billed to the account, or only for a person of staff, or not at all; by how long ago the person last acted. */
export type WindowRule = "free" | "paid" | "staff" | "closed";

/** What the platform allows, in one place per channel; every number with its source in that channel's policy.ts. */
export type ChannelPolicy = {
  maxTextCharacters: number;
  maxChoices: number;
  maxLabelCharacters: number;
  maxPayloadBytes: number;
  /** Bulk messages a second for one account; replies are only slowed when the platform asks for it. */
  bulkPerSecond: number;
  /** No more a second when lost time is made good, where `bulkPerSecond` is near what the platform is known to take; undefined: a little more. */
  bulkMostPerSecond?: number;
  /** Free messaging window after the person's last act, milliseconds; undefined: none. */
  windowMs?: number;
  /** After the free window, until this long after the last act: messages of a person of staff (Messenger's HUMAN_AGENT). */
  staffWindowMs?: number;
  /** After the free window, until this long after the last act: billed messages, `paidPrice` VND each, where the account has a budget. */
  paidWindowMs?: number;
  paidPrice?: number;
  /** How long one call may take, milliseconds. */
  sendTimeoutMs: number;
};

/** What one long poll brought, as `parse` takes it. `next` is the cursor of the next poll: asking with it tells the platform that these are safe. */
export type Polled = { bodies: unknown[]; next?: string };

/** Who the platform says the credentials belong to; `detail` is one line for staff (package, number of followers), never a token. */
export type ProbeResult = { name: string; id: string; detail?: string };

/** What an account shows of itself on its platform, in the words of the installation. */
export type SyncOptions = {
  /** Address platforms reach this installation at; without it no webhook is set. */
  publicUrl?: string;
  name: string;
  greeting: string;
  /** `command` without the slash, `a-z0-9_`, at most 32 characters (Telegram). */
  commands: { command: string; description: string }[];
  /** The same commands in other languages, by their two letters; shown to people whose app speaks that language (Telegram). */
  translatedCommands?: Record<string, SyncOptions["commands"]>;
  /** Entries of a menu that is always there; payloads are those of buttons. */
  menu: { label: string; payload: string }[];
};

/** One account of one platform. Knows no database. Built by each channel's index.ts. */
export type Channel = {
  name: ChannelName;
  account: string;
  policy: ChannelPolicy;
  /** Set by the registry: a digest of what proves its webhooks, the same for accounts that share a secret; means nothing outside this process. */
  proof?: string;
  /** Pure and constant-time; never throws whatever the bytes are. */
  verify(request: RawRequest, now: number): Verdict;
  /** Answers the platform's GET that proves the webhook's address is ours; only where the platform asks (Messenger). `body` is plain text. */
  confirm?(query: Record<string, unknown>): Confirmation;
  /** Pure; never throws whatever the verified JSON is: a bad item is counted and the others kept. */
  parse(body: unknown, now: number): ParsedWebhook;
  /** Pure: the calls that show the message within the platform's limits, in order. */
  render(message: OutboundMessage): PlatformCall[];
  /**
   * Waits for what came without a webhook (long polling); takes a webhook that is still set away first. Only one process may ask for an account at
   * a time, and with `next` only once the bodies before it are durable. Throws `SendError` only; 409 when another consumer or a webhook is there.
   */
  poll?(cursor: string | undefined, signal: AbortSignal): Promise<Polled>;
  /** Does one call. Throws `SendError` and nothing else. */
  send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt>;
  /**
   * Where a file the platform only names (`fileId`) can be fetched now. Address and headers may hold credentials: never log or store them.
   * Throws `SendError` only; "bad-content" when there is no such file (any more).
   */
  openFile?(file: IncomingFile, signal?: AbortSignal): Promise<{ url: string; headers?: Record<string, string> }>;
  /** Asks the platform who these credentials are, without telling anybody anything. Throws `SendError` only. */
  probe?(signal?: AbortSignal): Promise<ProbeResult>;
  /**
   * Brings the account's profile, commands, menu and webhook subscription to what they should be; safe to repeat. Returns one English sentence
   * for each thing done, or that has to be done by hand, without any token. Throws `SendError` only.
   */
  sync?(options: SyncOptions): Promise<string[]>;
};
