import type { ContactId } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Session } from "../conversation/session.ts";

/**
 * One person on one account of one channel: the hot document of every turn, found by `_id`, written once a turn
 * with a check of `version`. The session and the replies of the last turn are committed with it.
 */
export type Contact = {
  _id: ContactId;
  /** Rises by one with every commit. */
  version: number;
  locale: "vi" | "en";
  /** Where the entry link said the person came from. */
  source?: string;
  session: Session | null;
  /** Number of the next question; never reused, so that old buttons are recognised. */
  nextAsk: number;
  /** Last events committed, newest last: an event that comes again after a crash is not played twice. */
  played: string[];
  /** Messages of the last turn, kept until the next: handed over again when a crash came between commit and hand-over. */
  outbox: OutboundMessage[];
  /** What the person gave after consenting. */
  profile: { name?: string; branch?: string; village?: string; ageBand?: AgeBand };
  /** Purposes consented to; the ledger with the proof is the consent room's. */
  consents: Record<string, boolean>;
  /** True after "dừng": no notices, only answers to what the person writes. */
  stopped: boolean;
  /** Purposes of notices they stopped, where they did not stop all. */
  stoppedFor?: string[];
  /** False after unfollow or block: nothing is sent until the person comes back. */
  reachable: boolean;
  /** A person of staff is talking with them: the bot says nothing until this time, epoch ms. */
  quietUntil?: number;
  createdAt: number;
  lastInboundAt: number;
};

export const ageBands = ["under-16", "16-17", "18-30", "over-30"] as const;
export type AgeBand = (typeof ageBands)[number];
