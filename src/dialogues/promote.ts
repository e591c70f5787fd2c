import type { ContactId } from "../core/contact-id.ts";
import { beginClaim, claimKey, endClaim, newClaimId } from "./claims.ts";
import { dialogueWhere, registrationId, registrationOf, type Dialogue, type DialogueModels, type PromoteClaim, type Registration } from "./model.ts";

/** Somebody who waited has a seat now. `id` is the same when it has to be told again. */
export type Promotion = { id: string; kind: "dialogue" | "activity"; gathering: string; contact: ContactId; locale: "vi" | "en"; code: string; title: string; startsAt: number; place: string };
export type TellPromotion = (promotion: Promotion) => Promise<void>;

/** Far above any hall: ends a loop that goes wrong; the periodic `settleDialogues` would go on. */
const mostAtOnce = 5000;

const seatsForTheWaiting = { state: { $ne: "cancelled" }, "seating.left": { $gt: 0 }, "seating.waiting": { $gt: 0 } };

/** Gives free seats to the waiting, by ticket, and tells each. Any number of processes may do this at once. */
export async function promote(models: DialogueModels, id: string, tell: TellPromotion, now: number): Promise<void> {
  for (let round = 0; round < mostAtOnce; round++) {
    const dialogue = await dialogueWhere(models, id, { ...seatsForTheWaiting, startsAt: { $gt: now } });
    if (!dialogue) return;
    const next = await models.registrations.findOne({ dialogue: id, state: "waiting" }).sort({ ticket: 1 }).lean<Registration>();
    // Everybody who is counted as waiting is still on the way in; each promotes after arriving.
    if (!next) return;
    // Came after we looked at the claims: look again, somebody with a smaller ticket may be on the way.
    if (next.ticket > dialogue.seating.ticket) continue;
    if (someoneEarlierIsOnTheWay(dialogue, next)) return;
    await promoteOne(models, dialogue, next, tell, now);
  }
}

/** A waiting person whose registration is not written yet and whose ticket may be smaller: that one promotes when written. */
function someoneEarlierIsOnTheWay({ seating }: Dialogue, next: Registration): boolean {
  return seating.claims.some((claim) => claim.kind === "join" && !claim.seat && claim.floor < next.ticket && claim.id !== next.claim);
}

async function promoteOne(models: DialogueModels, dialogue: Dialogue, next: Registration, tell: TellPromotion, now: number): Promise<void> {
  const key = claimKey("promote", next.contact, next.generation);
  const begun = dialogue.seating.claims.find((claim): claim is PromoteClaim => claim.key === key && claim.kind === "promote");
  if (begun) return finishPromotion(models, dialogue, begun, tell, now);
  const claim: PromoteClaim = { id: newClaimId(), key, kind: "promote", who: next.contact, generation: next.generation, at: now };
  const claimed = await beginClaim(models, dialogue._id, claim, seatsForTheWaiting, { "seating.left": -1, "seating.waiting": -1 });
  if (claimed) await finishPromotion(models, dialogue, claim, tell, now);
}

/** The claim ends only after the person was told: one that is found later is told then. */
export async function finishPromotion(models: DialogueModels, dialogue: Dialogue, claim: PromoteClaim, tell: TellPromotion, now: number): Promise<void> {
  await models.between?.("seat the waiting");
  const _id = registrationId(dialogue._id, claim.who);
  await models.registrations.updateOne({ _id, generation: claim.generation, state: "waiting" }, { $set: { state: "seated", promotion: claim.id, promotedAt: now } });
  const registration = await registrationOf(models, dialogue._id, claim.who);
  // Left meanwhile, or another claim was faster: the seat goes back, and the leaver has taken itself off the waiting.
  if (registration?.promotion !== claim.id) return void (await endClaim(models, dialogue._id, claim, { left: 1, waiting: 1 }));
  await models.between?.("tell the promoted");
  if (registration.state === "seated") await tell(promotionOf(models, dialogue, registration));
  await endClaim(models, dialogue._id, claim);
}

function promotionOf({ of = "dialogue" }: DialogueModels, dialogue: Dialogue, registration: Registration): Promotion {
  const { contact, locale, code } = registration;
  return { id: `promoted-${registration.promotion}`, kind: of, gathering: dialogue._id, contact, locale, code, title: dialogue.title, startsAt: dialogue.startsAt, place: dialogue.place };
}
