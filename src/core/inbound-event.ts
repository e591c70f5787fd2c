import type { ContactId } from "./contact-id.ts";

/** What a person did, in the words of no platform. */
export type PersonInput =
  | { kind: "text"; text: string }
  /** A button, quick reply or callback; `payload` is what our own render put there, yet anybody can type it: never trust it as authority. */
  | { kind: "press"; payload: string; title?: string }
  /** Follow, Get Started, /start: `ref` is the entry link's payload. */
  | { kind: "start"; ref?: string }
  /** Unfollow, blocked bot: nothing can be sent until the person comes back. */
  | { kind: "left" }
  | { kind: "media"; media: MediaKind; caption?: string; files?: IncomingFile[]; location?: { latitude: number; longitude: number } }
  /** What somebody entered into the platform's own form (Zalo's "request user info"): personal data, kept only after consent. */
  | { kind: "info"; name?: string; phone?: string };

export type MediaKind = "image" | "audio" | "video" | "file" | "sticker" | "location" | "contact" | "link" | "other";

/** Where a file somebody sent can be fetched, soon: platforms' links die. Exactly one of `url` and `fileId` (Telegram). */
export type IncomingFile = { kind: MediaKind; url?: string; fileId?: string; name?: string; type?: string; bytes?: number };

/** What the service itself does to a conversation, through the same list as the person's own words so that order holds. */
export type ServiceInput =
  /** The time set by an unanswered question came; `ask` names the question, an old one does nothing. */
  { kind: "tick"; ask: number };

export type EventInput = PersonInput | ServiceInput;

export type InboundEvent = {
  /** Dedupe key, unique for ever per happening: channel, account and the platform's message id. Never contains text or names. */
  id: string;
  contact: ContactId;
  /** When it happened, epoch milliseconds by the platform's clock. */
  at: number;
  /** Place among the same person's events: a timestamp (Zalo, Messenger) or a counter (Telegram's update_id); only compared inside one person's list. */
  order: number;
  input: EventInput;
  /** What the platform told about the person along the way. */
  profile?: { name?: string; locale?: string };
  /** Telegram: the callback query that must be answered or its button spins. */
  acknowledge?: string;
};
