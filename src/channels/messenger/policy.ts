import type { ChannelPolicy } from "../contract.ts";

/** Limits of the Messenger Platform. Sources: Meta's Send API reference, quick replies page and "Messenger Platform rate limits" (facts §1.6, §1.9). */
export const messengerPolicy: ChannelPolicy = {
  maxTextCharacters: 1999, // "UTF-8, must be under 2000 characters"
  maxChoices: 13, // quick replies on one message
  maxLabelCharacters: 20, // a longer quick-reply title is cut by the app
  maxPayloadBytes: 1000, // documented for postbacks, taken over for quick replies
  bulkPerSecond: 100, // the Send API takes 300 a second per page; the rest stays free for replies
  sendTimeoutMs: 15_000,
};

/** Newest Graph version when this was written (2026-07-29). The one place to raise it; v25 ends 2028-07-29. */
export const graphVersion = "v26.0";

/** The API's address with a version: the setting's own when it ends with one, ours otherwise. */
export function graphUrl(url: string): string {
  const base = url.replace(/\/+$/, "");
  return /\/v\d+\.\d+$/.test(base) ? base : `${base}/${graphVersion}`;
}
