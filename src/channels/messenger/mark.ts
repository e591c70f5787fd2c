import { createHmac } from "node:crypto";
import { sameSecret } from "../raw-request.ts";

/** Whose marks they are: another app that writes for the same page must not be able to make one. */
export type MarkKey = { pageId: string; appSecret: string };

/** Meta takes fewer than 1000 characters of metadata; our ids are far shorter. */
const longestId = 900;

/**
 * What `message.metadata` carries and Meta hands back in the echo: the message's id with a short HMAC. It tells after a timeout whether the
 * message went out, and that an echo is ours and no person of staff's (§1.6, §1.11). All parts of a message carry the same mark.
 */
export function messageMark(id: string, key: MarkKey): string {
  const shown = id.slice(0, longestId);
  return `cn:${shown}:${macOf(shown, key)}`;
}

/** The id in a mark of ours, or undefined for everything else people and programs put into metadata. */
export function markedId(metadata: unknown, key: MarkKey): string | undefined {
  if (typeof metadata !== "string" || metadata.length > 999) return undefined;
  const match = /^cn:([^\n]{1,900}):([\w-]{8})$/.exec(metadata);
  return match && sameSecret(match[2]!, macOf(match[1]!, key)) ? match[1] : undefined;
}

function macOf(id: string, { pageId, appSecret }: MarkKey): string {
  return createHmac("sha256", appSecret).update(`mark|${pageId}|${id}`).digest("base64url").slice(0, 8);
}
