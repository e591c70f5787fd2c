import type { ContactId } from "../core/contact-id.ts";
import { membershipId, membershipOf, type ClubModels, type Membership } from "./model.ts";

/** Who waits for a leader, the longest first. */
export async function clubRequests(models: ClubModels, clubs: readonly string[]): Promise<Membership[]> {
  if (clubs.length === 0) return [];
  const waiting = await models.memberships.find({ club: { $in: [...clubs] }, state: "requested" }).lean<Membership[]>();
  return waiting.sort((a, b) => a.joinedAt - b.joinedAt);
}

/** The request with a code people were told, "CLB-7K2M9Q". */
export async function requestByCode(models: ClubModels, code: string): Promise<Membership | undefined> {
  return (await models.memberships.findOne({ code }).lean<Membership>()) ?? undefined;
}

/** A leader's word. Of two words the first counts: false when the request does not wait any more. */
export async function decideRequest(models: ClubModels, wish: { club: string; contact: ContactId; accept: boolean; by: string; now: number }): Promise<boolean> {
  const { club, contact, accept, by, now } = wish;
  const decided = await models.memberships.updateOne(
    { _id: membershipId(club, contact), state: "requested" },
    { $set: { state: accept ? "active" : "refused", decidedAt: now, decidedBy: by, ...(accept ? { joinedAt: now } : { leftAt: now }) }, ...(accept ? {} : { $unset: { motivation: 1 } }) },
  );
  return decided.modifiedCount === 1;
}

export async function isWaiting(models: ClubModels, club: string, contact: ContactId): Promise<boolean> {
  return (await membershipOf(models, club, contact))?.state === "requested";
}
