import type { ContactId } from "../core/contact-id.ts";
import { beginClaim, claimKey, newClaimId } from "./claims.ts";
import { positionOf, seatsLeft } from "./dialogue-lists.ts";
import { finishOwnClaims } from "./finish-claims.ts";
import { finishJoin } from "./finish-join.ts";
import { openFile } from "./open-file.ts";
import { dialogueById, registrationOf, type DialogueCard, type DialogueModels, type JoinClaim, type Registration } from "./model.ts";
import { promote, type TellPromotion } from "./promote.ts";

export type RegisterWish = { dialogue: string; contact: ContactId; code: string; willAsk: boolean; locale: "vi" | "en"; mark: string; now: number };
export type Standing = { state: "seated" | "waiting"; position: number; code: string; dialogue: DialogueCard };
export type RegisterResult = ({ outcome: "seated" | "waiting" | "already" } & Standing) | { outcome: "closed" | "missing" };

/** A round is lost only when somebody else won one; this many in a row means something is wrong. */
const mostRounds = 200;

/**
 * Gives a seat while there are any, then places on the waiting list: exact in any number of processes, whatever dies
 * between any two writes. The same `mark` again hears what it heard. Consent is the caller's to check.
 */
export async function registerForDialogue(models: DialogueModels, wish: RegisterWish, tell: TellPromotion): Promise<RegisterResult> {
  let claimedBefore = false;
  for (let round = 0; round < mostRounds; round++) {
    const [dialogue, before] = await Promise.all([dialogueById(models, wish.dialogue), registrationOf(models, wish.dialogue, wish.contact)]);
    if (!dialogue || dialogue.state === "cancelled") return { outcome: "missing" };
    if (before && before.state !== "cancelled") {
      // A cancellation that died half-way still comes first.
      if (before.joinMark !== wish.mark && (await finishOwnClaims(models, wish.dialogue, wish.contact, tell, wish.now))) continue;
      return standing(models, dialogue, before, wish.mark);
    }
    if (dialogue.state !== "open" || dialogue.startsAt <= wish.now) return { outcome: "closed" };
    // Forgotten while this act was under way: it must not begin anew for somebody who has just been deleted.
    if (!before && claimedBefore) return { outcome: "closed" };
    const file = before ?? (await openFile(models, wish));
    if (file?.state !== "cancelled") continue;
    const claimed = await claimPlace(models, dialogue, wish, file.generation + 1);
    if (!claimed) {
      await finishOwnClaims(models, wish.dialogue, wish.contact, tell, wish.now);
      continue;
    }
    claimedBefore = true;
    const { claim, ticket, position } = claimed;
    const became = await finishJoin(models, wish.dialogue, claim, { ticket, position });
    if (!claim.seat || !became) await promote(models, wish.dialogue, tell, wish.now);
    const state = claim.seat ? "seated" : "waiting";
    if (became) return { outcome: state, state, position, code: wish.code, dialogue };
  }
  throw new Error("a dialogue's seats did not settle");
}

async function standing(models: DialogueModels, dialogue: DialogueCard, registration: Registration, mark: string): Promise<RegisterResult> {
  const { code } = registration;
  if (registration.joinMark === mark) return { outcome: registration.told.state, ...registration.told, code, dialogue };
  const state = registration.state === "waiting" ? "waiting" : "seated";
  return { outcome: "already", state, position: await positionOf(models, registration), code, dialogue };
}

/** Takes a seat, else a waiting place. Undefined: something of the same person is under way, or the state changed in between. */
async function claimPlace(models: DialogueModels, dialogue: DialogueCard, wish: RegisterWish, generation: number): Promise<{ claim: JoinClaim; ticket: number; position: number } | undefined> {
  const { contact, code, willAsk, locale, mark, now } = wish;
  const base = { id: newClaimId(), key: claimKey("join", contact, generation), kind: "join", who: contact, generation, floor: dialogue.seating.ticket, at: now, give: { code, willAsk, locale, mark } } as const;
  const open = { state: "open", startsAt: { $gt: now } };
  // Whichever is likelier first; the conditions decide.
  for (const seat of seatsLeft(dialogue) > 0 ? [true, false] : [false, true]) {
    // Nobody passes those who wait, and nobody waits while a seat is free.
    const free = seat
      ? { "seating.left": { $gt: 0 }, "seating.waiting": { $lte: 0 } }
      : { $or: [{ "seating.left": { $lte: 0 } }, { "seating.waiting": { $gt: 0 } }] };
    const claim: JoinClaim = { ...base, seat };
    const after = await beginClaim(models, dialogue._id, claim, { ...open, ...free }, { [seat ? "seating.left" : "seating.waiting"]: seat ? -1 : 1, "seating.ticket": 1 });
    if (after) return { claim, ticket: after.seating.ticket, position: seat ? 0 : after.seating.waiting };
  }
  return undefined;
}
