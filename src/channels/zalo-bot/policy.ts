import type { ChannelPolicy } from "../contract.ts";

/** Limits of the Zalo Bot Platform: bot.zaloplatforms.com/docs as quoted in the facts sheet (§5). Rates are not published. */
export const zaloBotPolicy: ChannelPolicy = {
  maxTextCharacters: 2000, // sendMessage: text 1–2000 characters
  maxChoices: 0, // no buttons of any kind: menus are numbered lists, and a typed number chooses
  maxLabelCharacters: 100, // nothing to put labels on; our own, so that a line of a list stays a line
  maxPayloadBytes: 64, // nothing carries payloads; the smallest of all channels
  bulkPerSecond: 5, // not published, only that 429 exists: our own guess, slow enough for a bot of some hundred people
  sendTimeoutMs: 10_000,
  // No window: messages to people who wrote before are reported to need none.
};

/** sendPhoto: caption at most 2000 characters, so every part of a text fits. */
export const maxCaptionCharacters = 2000;

/** How long `getUpdates` waits for a message, seconds; the docs' own sample. */
export const pollSeconds = 30;
