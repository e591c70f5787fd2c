import type { ContactId } from "./contact-id.ts";

/** A button under a message; `payload` at most 64 bytes (Telegram's callback_data, the smallest of all channels). */
export type OutboundChoice = { label: string; payload: string };

export type OutboundMessage = {
  /** Deterministic, so that the same message asked for twice is one message: event id and position, or broadcast and person. */
  id: string;
  to: ContactId;
  /** NFC text, already in the reader's language. Empty only with `acknowledge`. */
  text: string;
  choices?: OutboundChoice[];
  /** Replies always go before bulk. */
  urgency: "reply" | "bulk";
  /** Shown before the text. */
  media?: OutboundMedia;
  /** `*words*` between stars are emphasised where the platform can; without it a text shows exactly as it is written. */
  format?: "emphasis";
  /** A person of staff wrote it: some platforms allow more to people than to bots. */
  author?: "staff";
  /** When the platform's free window for this person ends, as known when it was planned; checked again when it is sent. */
  windowEnds?: number;
  /** Nothing to show: only answers Telegram's callback query. */
  acknowledge?: string;
  /** Broadcast this message belongs to: its outcome is written to the recipient's row. */
  broadcast?: string;
  /** Of a notice: how often its row was handed over before. */
  round?: number;
  /** What the person may stop hearing of. */
  purpose?: string;
  /** Epoch ms. Not sent after this time but given back: night begins, or a day of rest. */
  notAfter?: number;
  /** Epoch ms. Old news after this time. */
  expiresAt?: number;
};

/** A picture or document of ours; `url` is public, `path` the same file on this machine for platforms that want it uploaded. */
export type OutboundMedia = { kind: "image" | "file"; url: string; path?: string; name?: string; type?: string };
