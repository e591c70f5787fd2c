import type { ContactId } from "../core/contact-id.ts";
import { finishJoin } from "./finish-join.ts";
import { finishLeave } from "./finish-leave.ts";
import { dialogueWhere, type Claim, type Dialogue, type DialogueModels } from "./model.ts";
import { finishPromotion, promote, type TellPromotion } from "./promote.ts";

/** Finishes what somebody's acts before left half done, before the next act of that person. */
export async function finishOwnClaims(models: DialogueModels, dialogue: string, who: ContactId, tell: TellPromotion, now: number): Promise<boolean> {
  const found = await dialogueWhere(models, dialogue, { "seating.claims.who": who });
  return found ? finishClaims(models, found, (claim) => claim.who === who, tell, now) : false;
}

/** Finishes what others (or a life before) began. Returns whether there was anything. */
export async function finishClaims(models: DialogueModels, dialogue: Dialogue, which: (claim: Claim) => boolean, tell: TellPromotion, now: number): Promise<boolean> {
  const claims = dialogue.seating.claims.filter(which);
  for (const claim of claims) {
    if (claim.kind === "join") await finishJoin(models, dialogue._id, claim);
    else if (claim.kind === "leave") await finishLeave(models, dialogue._id, claim);
    else await finishPromotion(models, dialogue, claim, tell, now);
  }
  if (claims.length > 0) await promote(models, dialogue._id, tell, now);
  return claims.length > 0;
}
