import type { ChannelPolicy } from "../contract.ts";

/** Limits of the Telegram Bot API. Sources: the reference as mirrored in @telegraf/types 7.1 doc comments; rates: the Bot FAQ (facts §2.2). */
export const telegramPolicy: ChannelPolicy = {
  maxTextCharacters: 4096, // sendMessage: 1–4096 characters after entities parsing
  maxChoices: 20, // no useful limit is documented; our own: what a thumb still scrolls through under one message
  maxLabelCharacters: 64, // not documented; our own: a button is one line and a longer label is cut on a phone
  maxPayloadBytes: 64, // callback_data: 1–64 bytes, not characters
  bulkPerSecond: 25, // FAQ: about 30 messages a second to all chats; five stay free for replies
  sendTimeoutMs: 15_000,
};

/** Two buttons share a row when both labels are at most this long: they stay readable on a narrow phone. */
export const shortLabelCharacters = 14;
