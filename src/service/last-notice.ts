import { broadcastById, type BroadcastModels, type Purpose, type Reply } from "../broadcasts/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import { answerSeconds, type NotedBroadcasts } from "../storage/noted-broadcasts.ts";

/** What the last notice was about that reached somebody in the last days: the one still unanswered, else the one they answered last. */
export function createLastNotice(broadcasts: BroadcastModels, noted: Pick<NotedBroadcasts, "of">): (contact: ContactId, now: number) => Promise<Purpose | undefined> {
  return async (contact, now) => {
    const { last } = await noted.of(contact, now);
    const id = last?.slice(0, last.indexOf("|")) ?? (await lastAnswered(broadcasts, contact, now));
    return id === undefined ? undefined : (await broadcastById(broadcasts, id))?.purpose;
  };
}

async function lastAnswered(broadcasts: BroadcastModels, contact: ContactId, now: number): Promise<string | undefined> {
  const [reply] = await broadcasts.replies.find({ contact, at: { $gt: now - answerSeconds * 1000 } }).sort({ at: -1 }).limit(1).lean<Reply[]>();
  return reply?.broadcast;
}
