import type { ChannelPolicy } from "../contract.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Limits of the Messenger Platform. Sources: Meta's Send API reference, quick replies page and "Messenger Platform rate limits" (facts §1.6, §1.7, §1.9). */
export const messengerPolicy: ChannelPolicy = {
  maxTextCharacters: 1999, // "UTF-8, must be under 2000 characters"
  maxChoices: 13, // quick replies on one message
  maxLabelCharacters: 20, // a longer quick-reply title is cut by the app
  maxPayloadBytes: 1000, // documented for postbacks, taken over for quick replies
  bulkPerSecond: 296, // the Send API takes 300 a second per page; a little stays free for replies, and the usage headers slow us down
  bulkMostPerSecond: 297,
  windowMs: dayMs, // 24 h after the person's act
  sendTimeoutMs: 15_000,
};

/** HUMAN_AGENT: words of a person of staff within 7 days of the person's last act, where the page was granted the feature (§1.7). */
export const staffWindowMs = 7 * dayMs;

/** A comment may be answered privately once within 7 days (§1.10). */
export const privateReplyMs = 7 * dayMs;

/** The app id of the inbox where staff of a page write (§1.11). */
export const pageInboxAppId = "263902037430900";

/** What Get Started sends; set by us in the page's profile. */
export const getStartedPayload = "GET_STARTED";

/** The page's profile (§1.6): counts and lengths. */
export const profileLimits = { greeting: 160, iceBreakers: 4, menuItems: 20, menuTitle: 30, iceBreaker: 80 } as const;

/** Newest Graph version when this was written (2026-07-29). The one place to raise it; v25 ends 2028-07-29. */
export const graphVersion = "v26.0";

/** The API's address with a version: the setting's own when it ends with one, ours otherwise. */
export function graphUrl(url: string): string {
  const base = url.replace(/\/+$/, "");
  return /\/v\d+\.\d+$/.test(base) ? base : `${base}/${graphVersion}`;
}
