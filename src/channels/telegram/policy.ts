import type { ChannelPolicy } from "../contract.ts";

/** Limits of the Telegram Bot API. Sources: the reference as mirrored in @telegraf/types 7.1 doc comments; rates: the Bot FAQ (facts §2.2). */
export const telegramPolicy: ChannelPolicy = {
  maxTextCharacters: 4096, // sendMessage: 1–4096 characters after entities parsing
  maxChoices: 20, // no useful limit is documented; our own: what a thumb still scrolls through under one message
  maxLabelCharacters: 64, // not documented; our own: a button is one line and a longer label is cut on a phone
  maxPayloadBytes: 64, // callback_data: 1–64 bytes, not characters
  bulkPerSecond: 29.4, // FAQ: about 30 bulk messages a second to all chats; replies are not what the rule is made for. Timers are late by up to 15 ms
  bulkMostPerSecond: 29.55,
  sendTimeoutMs: 15_000,
};

/** Two buttons share a row when both labels are at most this long: they stay readable on a narrow phone. */
export const shortLabelCharacters = 14;

/** Under a photo or document: 0–1024 characters after entities parsing. */
export const maxCaptionCharacters = 1024;

/** The largest files a bot may send by upload: 10 MB as a photo, 50 MB as a document. */
export const uploadBytes = { photo: 10 * 1_048_576, document: 50 * 1_048_576 } as const;
export const uploadTimeoutMs = 60_000;

/** The largest file `getFile` hands out. */
export const maxDownloadBytes = 20 * 1_048_576;

/** What we ask for (§2.1); everything else would only be thrown away. */
export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

/** How long `getUpdates` waits for something, seconds; intermediaries close quiet connections after a minute at the soonest. */
export const pollSeconds = 25;
/** At most and by default 100. */
export const pollUpdates = 100;
/** setWebhook: 1–100, 40 by default. The road of a webhook is short, so forty at once are plenty. */
export const webhookConnections = 40;
