import type { ContactId } from "../core/contact-id.ts";
import { beginClaim, claimKey, newClaimId } from "./claims.ts";
import { finishOwnClaims } from "./finish-claims.ts";
import { finishLeave } from "./finish-leave.ts";
import { dialogueById, registrationOf, type DialogueCard, type DialogueModels, type LeaveClaim } from "./model.ts";
import { promote, type TellPromotion } from "./promote.ts";

export type CancelWish = { dialogue: string; contact: ContactId; mark: string; now: number };

const mostRounds = 200;

/** Gives a seat or a waiting place up; the next one waiting gets the seat. Undefined: was not registered. The same `mark` again is cancelled again. */
export async function cancelRegistration(models: DialogueModels, wish: CancelWish, tell: TellPromotion): Promise<DialogueCard | undefined> {
  for (let round = 0; round < mostRounds; round++) {
    const [dialogue, registration] = await Promise.all([dialogueById(models, wish.dialogue), registrationOf(models, wish.dialogue, wish.contact)]);
    if (!dialogue) return undefined;
    if (registration === undefined || registration.state === "cancelled") {
      // A registration, or this very cancellation, may have died half-way.
      if (await finishOwnClaims(models, wish.dialogue, wish.contact, tell, wish.now)) continue;
      if (registration === undefined) return undefined;
      if (registration.leaveMark !== wish.mark) return undefined;
      await promote(models, wish.dialogue, tell, wish.now);
      return dialogue;
    }
    const { generation } = registration;
    const claim: LeaveClaim = { id: newClaimId(), key: claimKey("leave", wish.contact, generation), kind: "leave", who: wish.contact, generation, mark: wish.mark, at: wish.now };
    if (!(await beginClaim(models, wish.dialogue, claim, {}))) {
      await finishOwnClaims(models, wish.dialogue, wish.contact, tell, wish.now);
      continue;
    }
    // The next round finds it cancelled by this mark, and promotes.
    await finishLeave(models, wish.dialogue, claim);
  }
  throw new Error("a dialogue's seats did not settle");
}

/** Cancels all registrations of somebody who withdrew consent. */
export async function cancelAllRegistrations(models: DialogueModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  for (const { dialogue } of await models.registrations.find({ contact, state: { $in: ["seated", "waiting"] } }, { dialogue: 1 }).lean()) {
    await cancelRegistration(models, { dialogue, contact, mark, now }, tell);
  }
}

/** Gives the places back, then deletes every trace of somebody in this room. */
export async function forgetParticipant(models: DialogueModels, contact: ContactId, mark: string, now: number, tell: TellPromotion): Promise<void> {
  for (const { dialogue } of await models.registrations.find({ contact }, { dialogue: 1 }).lean()) await cancelRegistration(models, { dialogue, contact, mark, now }, tell);
  // A registration begun and not written has only its claim.
  for (const dialogue of await models.dialogues.find({ "seating.claims.who": contact }, { _id: 1 }).lean()) await cancelRegistration(models, { dialogue: dialogue._id, contact, mark, now }, tell);
  await models.registrations.deleteMany({ contact });
}
