import { createHash } from "node:crypto";
import type { ChannelName } from "../core/channel-name.ts";

/**
 * Dedupe key of one happening. A part the platform made up in an unexpected way (too long, a colon inside, not even a string)
 * is replaced by its digest: still the same for the same happening, and never a text.
 */
export function eventId(channel: ChannelName, account: string, ...parts: unknown[]): string {
  return [channel, account, ...parts.map(keyPart)].join(":");
}

function keyPart(part: unknown): string {
  if (typeof part === "number" && Number.isSafeInteger(part)) return String(part);
  // 200: Messenger's message ids are about 110 characters long today.
  return typeof part === "string" && /^[\w.$-]{1,200}$/.test(part) ? part : digest(part);
}

/** Dedupe key of a note: apart from events, because one happening may give both. */
export function noteId(channel: ChannelName, account: string, ...parts: unknown[]): string {
  return `note:${eventId(channel, account, ...parts)}`;
}

/** A short digest of anything that came out of JSON, for happenings without a usable id. */
export function digest(...parts: unknown[]): string {
  return `h_${createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 27)}`;
}
