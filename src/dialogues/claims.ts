import { randomUUID } from "node:crypto";
import type { Claim, Dialogue, DialogueModels } from "./model.ts";

/** A claim's name for its act: one at a time of each. */
export function claimKey(kind: Claim["kind"], who: string, generation: number): string {
  return `${kind}:${who}#${generation}`;
}

export function newClaimId(): string {
  return randomUUID();
}

/** Changes of the counters, together with the end of the claim that stands for them: one write, so it happens once or not at all. */
export async function endClaim(models: DialogueModels, dialogue: string, claim: Claim, counters: { left?: number; waiting?: number } = {}): Promise<boolean> {
  await models.between?.(`end ${claim.kind}`);
  const inc = Object.fromEntries(Object.entries(counters).map(([name, by]) => [`seating.${name}`, by]));
  const ended = await models.dialogues.updateOne(
    { _id: dialogue, "seating.claims.id": claim.id },
    { ...(Object.keys(inc).length > 0 ? { $inc: inc } : {}), $pull: { "seating.claims": { id: claim.id } } },
  );
  return ended.modifiedCount === 1;
}

/**
 * Begins a claim where the dialogue is as `when` demands. Joining and leaving also demand that nothing else of the same person
 * is under way; a promotion only that it is not under way itself. Undefined: it is not so.
 */
export async function beginClaim(models: DialogueModels, dialogue: string, claim: Claim, when: Record<string, unknown>, counters: Record<string, number> = {}): Promise<Pick<Dialogue, "seating"> | undefined> {
  await models.between?.(`begin ${claim.kind}`);
  const after = await models.dialogues
    .findOneAndUpdate(
      { ...when, _id: dialogue, ...(claim.kind === "promote" ? { "seating.claims.key": { $ne: claim.key } } : { "seating.claims.who": { $ne: claim.who } }) },
      { ...(Object.keys(counters).length > 0 ? { $inc: counters } : {}), $push: { "seating.claims": claim } },
      { returnDocument: "after", projection: { "seating.left": 1, "seating.waiting": 1, "seating.ticket": 1 } },
    )
    .lean<Pick<Dialogue, "seating">>();
  await models.between?.(`begun ${claim.kind}`);
  return after ?? undefined;
}
