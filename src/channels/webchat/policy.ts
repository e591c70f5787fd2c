import type { ChannelPolicy } from "../contract.ts";

/** The web page is ours: these are limits of readability, not of a platform. */
export const webchatPolicy: ChannelPolicy = {
  maxTextCharacters: 4000, // a longer bubble is cut into several, each with its time
  maxChoices: 20, // what a thumb still scrolls through under one message
  maxLabelCharacters: 120, // two lines of a button on a narrow phone; longer labels wrap further but stay whole
  maxPayloadBytes: 64, // as Telegram's, so that one payload fits everywhere
  bulkPerSecond: 1000,
  sendTimeoutMs: 5_000,
};
