import type { ChannelPolicy } from "../contract.ts";

/** Limits of Zalo's Official Account API. Sources: docs.zaloplatforms.com/docs/OA as quoted in the facts sheet, the official PHP SDK 4.0.4, eSMS's button guide. */
export const zaloPolicy: ChannelPolicy = {
  maxTextCharacters: 2000, // "Gửi tin tư vấn dạng văn bản": text at most 2000 characters
  maxChoices: 5, // at most 5 buttons (official SDK and docs)
  maxLabelCharacters: 100, // button title at most 100 characters
  maxPayloadBytes: 1000, // docs say 1000 characters for oa.query payloads; counted in bytes to be on the safe side
  bulkPerSecond: 66, // the app may call 4000 times a minute; a little stays free for replies. The OA's own limit depends on its package: a setting, X-RateLimit and -32 slow us down
  bulkMostPerSecond: 66.3,
  windowMs: 48 * 3_600_000, // consultation messages are free until 48 h after the person's last act (unlimited since 2026-01-01)
  paidWindowMs: 7 * 86_400_000, // then billed until 7 days after it, refused later (-230, -232)
  paidPrice: 55, // VND a message after the package's allowance (oa.zalo.me)
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

/** What may be uploaded (§1.4): by kind the endings and bytes Zalo takes. 5000 uploads a month per kind; what comes back lives 7 days. */
export const uploadLimits = {
  image: { endings: ["jpg", "jpeg", "png"], bytes: 1_048_576 },
  gif: { endings: ["gif"], bytes: 5 * 1_048_576 },
  file: { endings: ["pdf", "doc", "docx", "csv"], bytes: 5 * 1_048_576 },
} as const;
export type UploadKind = keyof typeof uploadLimits;

/** An upload is used again for six of its seven days. */
export const uploadLifeMs = 6 * 86_400_000;

/** Where Zalo keeps what people sent; these hosts speak https also where an event says http (§2.5). */
export function isZaloMediaHost(host: string): boolean {
  return /(?:^|\.)(?:zdn\.vn|zadn\.vn)$/i.test(host);
}
