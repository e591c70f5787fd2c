import type { ChannelPolicy } from "../contract.ts";

/** Limits of Zalo's Official Account API. Sources: docs.zaloplatforms.com/docs/OA as quoted in the facts sheet, the official PHP SDK 4.0.4, eSMS's button guide. */
export const zaloPolicy: ChannelPolicy = {
  maxTextCharacters: 2000, // "Gửi tin tư vấn dạng văn bản": text at most 2000 characters
  maxChoices: 5, // at most 5 buttons (official SDK and docs)
  maxLabelCharacters: 100, // button title at most 100 characters
  maxPayloadBytes: 1000, // docs say 1000 characters for oa.query payloads; counted in bytes to be on the safe side
  bulkPerSecond: 20, // app limit 4000 calls a minute; the OA's own limit depends on its package, and -32 slows us down
  sendTimeoutMs: 10_000,
};

/** Consultation messages: the only ones a bot answers with, free within 48 h of the person's last act, refused after 7 days (-230, -232). */
export const consultationPath = "v3.0/oa/message/cs";

/**
 * How old an event's timestamp may be. Zalo retries after 30 s, 5 m, 15 m, 30 m, 1 h with the same body, so a genuine event can be 2 h old;
 * replays inside this time are dropped by the dedupe keys (72 h).
 */
export const maxEventAgeMs = 3 * 3_600_000;
/** How far Zalo's clock may be ahead of ours. */
export const maxEventAheadMs = 10 * 60_000;
