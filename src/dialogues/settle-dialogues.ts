import { finishClaims } from "./finish-claims.ts";
import type { Dialogue, DialogueModels } from "./model.ts";
import { promote, type TellPromotion } from "./promote.ts";

/** Longer than any act takes; a claim this old belongs to a process that died. */
const abandonedAfterMs = 60_000;

/** Finishes what crashes left half done and gives seats that stayed free to the waiting. For a periodic job; may run anywhere, any time. */
export async function settleDialogues(models: DialogueModels, tell: TellPromotion, now: number): Promise<void> {
  const before = now - abandonedAfterMs;
  for (const dialogue of await models.dialogues.find({ "seating.claims.at": { $lte: before } }).lean<Dialogue[]>()) {
    await finishClaims(models, dialogue, (claim) => claim.at <= before, tell, now);
  }
  const stuck = await models.dialogues.find({ startsAt: { $gt: now }, "seating.left": { $gt: 0 }, "seating.waiting": { $gt: 0 } }, { _id: 1 }).lean();
  for (const { _id } of stuck) await promote(models, _id, tell, now);
}
