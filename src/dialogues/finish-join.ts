import { endClaim } from "./claims.ts";
import { registrationId, registrationOf, type Dialogue, type DialogueModels, type JoinClaim, type Registration } from "./model.ts";

type Place = { ticket: number; position: number };

/**
 * Writes the registration a claim stands for and ends the claim. Anyone may finish anybody's claim, any number of times.
 * Without `place` (the process that began died) a waiting person takes a new ticket: the old one is lost, and nobody who
 * was told a place may fall behind it. False: this claim did not become the registration.
 */
export async function finishJoin(models: DialogueModels, dialogue: string, claim: JoinClaim, place?: Place): Promise<boolean> {
  const given = place ?? (await placeAnew(models, dialogue, claim));
  if (!given) return false;
  const became = (await write(models, registrationFrom(dialogue, claim, given))) || (await registrationOf(models, dialogue, claim.who))?.claim === claim.id;
  // Another claim of the same act became the fact (its process had stalled, not died): this one gives back what it took.
  await endClaim(models, dialogue, claim, became ? {} : claim.seat ? { left: 1 } : { waiting: -1 });
  return became;
}

/** Also looks whether the claim is still there: a finished one must not come back after the person deleted everything. */
async function placeAnew(models: DialogueModels, dialogue: string, claim: JoinClaim): Promise<Place | undefined> {
  const after = await models.dialogues
    .findOneAndUpdate({ _id: dialogue, "seating.claims.id": claim.id }, { $inc: { "seating.ticket": 1 } }, { returnDocument: "after", projection: { "seating.ticket": 1 } })
    .lean<Pick<Dialogue, "seating">>();
  if (!after) return undefined;
  const { ticket } = after.seating;
  if (claim.seat) return { ticket, position: 0 };
  return { ticket, position: 1 + (await models.registrations.countDocuments({ dialogue, state: "waiting", ticket: { $lt: ticket } })) };
}

function registrationFrom(dialogue: string, claim: JoinClaim, { ticket, position }: Place): Registration {
  const state = claim.seat ? "seated" : "waiting";
  const { code, willAsk, locale, mark } = claim.give;
  return {
    _id: registrationId(dialogue, claim.who), dialogue, contact: claim.who, state, generation: claim.generation, claim: claim.id, ticket, code, willAsk, locale,
    joinMark: mark, told: { state, position }, registeredAt: claim.at,
  };
}

/**
 * Fits only the registration the claim was made for, and never inserts: what stalled while the person was forgotten must not
 * bring them back. False: forgotten, or a registration of this generation or a later one is there already.
 */
async function write(models: DialogueModels, { _id, ...fields }: Registration): Promise<boolean> {
  await models.between?.("write registration");
  const earlier = { promotion: 1, promotedAt: 1, leave: 1, was: 1, leaveMark: 1, cancelledAt: 1 } as const;
  const written = await models.registrations.updateOne({ _id, generation: fields.generation - 1 }, { $set: fields, $unset: earlier });
  return written.matchedCount === 1;
}
