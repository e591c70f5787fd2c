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
  /** Nothing to show: only answers Telegram's callback query. */
  acknowledge?: string;
  /** Broadcast this message belongs to: its outcome is written to the recipient's row. */
  broadcast?: string;
};
