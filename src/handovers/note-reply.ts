import type { ContactId } from "../core/contact-id.ts";
import type { Handover, HandoverModels } from "./model.ts";

export type NoticeReply = { broadcast: string; contact: ContactId; ref: string; commune?: string; said: string; /** The bot did not know what to do with it. */ waits: boolean; at: number };

/** Mark of what somebody wrote after a notice. */
export const replyMark = (broadcast: string, contact: ContactId): string => `reply|${broadcast}|${contact}`;

/**
 * Puts somebody who wrote after a notice where staff find them with it: among those who wait where the bot could not help, else only
 * noted. Safe to repeat. Words that come after a button count; who was seen to meanwhile stays so.
 */
export async function noteReply({ handovers }: HandoverModels, { broadcast, contact, ref, commune, said, waits, at }: NoticeReply): Promise<void> {
  const _id = replyMark(broadcast, contact);
  const fresh = { ref, contact, broadcast, ...(commune ? { commune } : {}), urgent: false, requestedAt: at, reason: said, state: waits ? "waiting" : "noted" };
  const made = await handovers.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
    return { upsertedCount: 0 };
  });
  if (made.upsertedCount === 0 && said) await handovers.updateOne({ _id, state: "noted", reason: "" }, { $set: { reason: said, state: waits ? "waiting" : "noted", requestedAt: at } });
}

/** What people wrote after notices, the newest first, answered or not. `broadcast`: after that one only. */
export async function noticeReplies({ handovers }: HandoverModels, within: Record<string, unknown>, { broadcast, before, limit }: { broadcast?: string | undefined; before?: number | undefined; limit: number }): Promise<Handover[]> {
  const where = { ...within, broadcast: broadcast ?? { $gt: "" }, ...(before === undefined ? {} : { requestedAt: { $lt: before } }) };
  return handovers.find(where as Record<string, unknown>).sort({ requestedAt: -1 }).limit(limit).lean<Handover[]>();
}

/** Numbers of conversations by their marks. */
export async function refsOf({ handovers }: HandoverModels, marks: readonly string[]): Promise<Map<string, string>> {
  const found = await handovers.find({ _id: { $in: [...marks] } }, { ref: 1 }).lean<Pick<Handover, "_id" | "ref">[]>();
  return new Map(found.map(({ _id, ref }) => [_id, ref]));
}
