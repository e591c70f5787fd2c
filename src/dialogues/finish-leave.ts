import { endClaim } from "./claims.ts";
import { registrationId, registrationOf, type DialogueModels, type LeaveClaim } from "./model.ts";

/**
 * Cancels the registration a claim stands for, then gives its place back together with the end of the claim. The counters
 * come last: given back before, a stalled process could give the same seat back twice.
 */
export async function finishLeave(models: DialogueModels, dialogue: string, claim: LeaveClaim): Promise<void> {
  await cancel(models, dialogue, claim);
  const registration = await registrationOf(models, dialogue, claim.who);
  if (registration?.leave !== claim.id) await endClaim(models, dialogue, claim);
  else await endClaim(models, dialogue, claim, registration.was === "seated" ? { left: 1 } : { waiting: -1 });
}

/** `was` must be what was really given up; a promotion may come between, hence "seated" once more. */
async function cancel(models: DialogueModels, dialogue: string, claim: LeaveClaim): Promise<void> {
  for (const was of ["seated", "waiting", "seated"] as const) {
    await models.between?.("cancel registration");
    const changed = await models.registrations.updateOne(
      { _id: registrationId(dialogue, claim.who), generation: claim.generation, state: was },
      { $set: { state: "cancelled", was, leave: claim.id, leaveMark: claim.mark, cancelledAt: claim.at } },
    );
    if (changed.modifiedCount === 1) return;
  }
}
