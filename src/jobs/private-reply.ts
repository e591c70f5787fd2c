import type { Redis } from "ioredis";
import type { Channel } from "../channels/contract.ts";
import { messengerPage, privateReplyMs, type MessengerChannel } from "../channels/messenger/index.ts";
import { contactParts } from "../core/contact-id.ts";
import type { OutboundChoice } from "../core/outbound-message.ts";
import { formatPayload } from "../core/payload.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import { SendError } from "../core/send-error.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";

export type CommentNote = Extract<PlatformNote, { kind: "comment" }>;

export type PrivateReplyPorts = {
  redis: Redis;
  /** Of all keys in Redis. */
  prefix: string;
  channel(name: string, account: string): Channel | undefined;
  text(key: string, params: Record<string, unknown>, locale: string): string | undefined;
  /** Comments do not tell in which language. */
  locale: "vi" | "en";
  metrics: Pick<Metrics, "sent" | "notSent">;
  logger: Logger;
  now?: () => number;
};

/** A day longer than a comment may be answered. */
const keptSeconds = 8 * 86_400;

/** Where the reply leads, and what its button says. */
const invitations = [
  { label: "common:menu", flow: "menu" },
  { label: "menu:join-club", flow: "join-club" },
  { label: "menu:register-dialogue", flow: "register-dialogue" },
];

/**
 * Answers a comment under the page's post with the one private message Meta allows, at most once ever: that it was tried is written down
 * before it is sent, so neither a comment told twice nor a crash sends two. Only what certainly did not leave is tried again: then the
 * `SendError` is thrown on, for the note's own tries.
 */
export function createPrivateReply(ports: PrivateReplyPorts): (note: CommentNote) => Promise<void> {
  const { redis, prefix, now = Date.now } = ports;
  return async (note) => {
    const { channel, account, person } = contactParts(note.contact);
    const page = messengerPage(ports.channel(channel, account));
    if (!page?.privateReplies || person === `c-${account}` || note.at + privateReplyMs <= now()) return;
    const call = invitation(note, page, ports);
    if (!call) return;
    const key = `${prefix}private-reply:${account}:${note.commentId}`;
    if ((await redis.set(key, String(now()), "EX", keptSeconds, "NX")) !== "OK") return;
    try {
      await page.send(call);
      ports.metrics.sent.inc({ channel, urgency: "reply" });
    } catch (error) {
      await failed(error, key, ports);
    }
  };
}

/** The same text for everybody: what somebody wrote in public is never repeated in private. */
function invitation({ commentId }: CommentNote, page: MessengerChannel, { text, locale }: PrivateReplyPorts) {
  const said = text("messenger:private-reply", {}, locale);
  if (!said) return undefined;
  const choices = invitations.map(({ label, flow }): OutboundChoice => ({ label: text(label, {}, locale) ?? flow, payload: formatPayload({ kind: "flow", flow }) }));
  return page.api.privateReply({ id: `private-reply:${commentId}`, commentId, text: said, choices });
}

async function failed(error: unknown, key: string, { redis, metrics, logger }: PrivateReplyPorts): Promise<void> {
  if (!(error instanceof SendError)) throw error;
  logger.warn({ code: error.code, platformCode: error.platformCode }, "a comment could not be answered privately");
  if (error.code === "network" || error.code === "throttled") {
    await redis.del(key);
    throw error;
  }
  // Refused, or nobody knows: a second one could be a second message to somebody who only commented.
  metrics.notSent.inc({ channel: "messenger", reason: error.code });
}
