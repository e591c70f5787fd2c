import type { BroadcastModels } from "./model.ts";

/** Whether staff were called about this before. */
export async function wasCalled({ calls }: BroadcastModels, id: string): Promise<boolean> {
  return (await calls.exists({ _id: id })) !== null;
}

/** Written after the call: two calls at once, or one again after a crash, are one message by its id. */
export async function noteCalled({ calls }: BroadcastModels, id: string, now: number): Promise<void> {
  await calls.updateOne({ _id: id }, { $setOnInsert: { at: now } }, { upsert: true }).catch((error: { code?: number }) => {
    if (error.code !== 11000) throw error;
  });
}

/** Deletes calls of old, and who answered which notice once the conversations of that time are gone. */
export async function expireTraces({ calls, replies }: BroadcastModels, before: { calls: number; replies: number }): Promise<void> {
  await calls.deleteMany({ at: { $lt: before.calls } });
  await replies.deleteMany({ at: { $lt: before.replies } });
}
