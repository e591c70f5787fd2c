import { mediaById, type Media, type MediaRoom } from "./model.ts";
import type { Copy } from "./keep-file.ts";
import { removeFile } from "./media-folder.ts";
import { stateOf, type Refusal } from "./refusal.ts";

/** Platforms' links die within hours or days; who was away longer than this has lost the file. */
const giveUpAfterMs = 6 * 3_600_000;
const firstWaitMs = 5_000;
const longestWaitMs = 30 * 60_000;
/** A try that is this late was lost with its process. */
const lostAfterMs = 60_000;
const mostAtOnce = 200;

/** The copy is here. False: the document was deleted meanwhile, and the file with it. */
export async function settleKept(room: MediaRoom, id: string, copy: Copy): Promise<boolean> {
  const { matchedCount } = await room.media.updateOne({ _id: id, state: "waiting" }, { $set: { ...copy, state: "kept" }, $unset: { source: 1, dueAt: 1 } });
  if (matchedCount === 1) return true;
  // A second worker may have settled it with the same file; only what no document names goes.
  const now = await mediaById(room, id);
  if (now?.path !== copy.path) await removeFile(room.folder, copy.path);
  return now?.state === "kept";
}

/** The file will not be kept. */
export async function settleRefused(room: MediaRoom, id: string, reason: Refusal): Promise<void> {
  await room.media.updateOne({ _id: id, state: "waiting" }, { $set: { state: stateOf(reason), reason }, $unset: { source: 1, dueAt: 1 } });
}

/** The next try, or undefined when this one was the last: then the file is given up. */
export async function postpone(room: MediaRoom, { _id, tries, at }: Media, now: number): Promise<{ tries: number; delayMs: number } | undefined> {
  const delayMs = Math.min(longestWaitMs, firstWaitMs * 3 ** tries);
  if (now + delayMs > at + giveUpAfterMs) return void (await settleRefused(room, _id, "gave-up"));
  return (await claim(room, { _id, tries }, now + delayMs)) ? { tries: tries + 1, delayMs } : undefined;
}

/** Files whose try was lost, each claimed for one new try now. */
export async function claimLost(room: MediaRoom, now: number): Promise<Pick<Media, "_id" | "tries">[]> {
  const lost = await room.media.find({ dueAt: { $lt: now - lostAfterMs } }).limit(mostAtOnce).lean<Media[]>();
  const claimed: Pick<Media, "_id" | "tries">[] = [];
  for (const { _id, tries } of lost) if (await claim(room, { _id, tries }, now)) claimed.push({ _id, tries: tries + 1 });
  return claimed;
}

/** One of several that saw the same number of tries gets it: each number is one job. */
async function claim(room: MediaRoom, { _id, tries }: Pick<Media, "_id" | "tries">, dueAt: number): Promise<boolean> {
  return (await room.media.updateOne({ _id, state: "waiting", tries }, { $set: { tries: tries + 1, dueAt } })).modifiedCount === 1;
}
