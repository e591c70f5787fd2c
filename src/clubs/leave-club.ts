import type { ContactId } from "../core/contact-id.ts";
import { membershipId, membershipOf, type ClubModels } from "./model.ts";

/** Ends a membership; what the person wrote about why goes with it. False: was no member. The same `mark` again is true again. */
export async function leaveClub(models: ClubModels, wish: { club: string; contact: ContactId; mark: string; now: number }): Promise<boolean> {
  const left = await models.memberships.updateOne(
    { _id: membershipId(wish.club, wish.contact), state: { $in: ["active", "requested"] } },
    { $set: { state: "left", leaveMark: wish.mark, leftAt: wish.now }, $unset: { motivation: 1 } },
  );
  if (left.matchedCount === 1) return true;
  const membership = await membershipOf(models, wish.club, wish.contact);
  return membership?.state === "left" && membership.leaveMark === wish.mark;
}

/** Ends all memberships of somebody who withdrew consent. */
export async function leaveAllClubs(models: ClubModels, contact: ContactId, mark: string, now: number): Promise<void> {
  for (const { club } of await models.memberships.find({ contact, state: { $in: ["active", "requested"] } }).lean()) await leaveClub(models, { club, contact, mark, now });
}

/** Deletes every trace of somebody in this room. */
export async function forgetClubMember(models: ClubModels, contact: ContactId): Promise<void> {
  await models.memberships.deleteMany({ contact });
}

/** Deletes memberships that ended before `before`: nothing needs them any more. Returns how many. */
export async function expireMemberships(models: ClubModels, before: number): Promise<number> {
  return (await models.memberships.deleteMany({ state: { $in: ["left", "refused"] }, leftAt: { $lt: before } })).deletedCount;
}
