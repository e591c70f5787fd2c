import type { ContactId } from "../core/contact-id.ts";
import { clubById, membershipId, membershipOf, type Club, type ClubModels } from "./model.ts";

export type JoinWish = { club: string; contact: ContactId; code: string; mark: string; motivation?: string; now: number };
export type JoinResult = { outcome: "joined" | "requested" | "already"; code: string; club: Club } | { outcome: "closed" | "missing" };

/** Makes somebody a member, or asks its leader to where the club wants that. The same `mark` again finds its own membership and answers "joined" again. Consent is the caller's to check. */
export async function joinClub(models: ClubModels, wish: JoinWish): Promise<JoinResult> {
  const club = await clubById(models, wish.club);
  if (!club) return { outcome: "missing" };
  const before = await membershipOf(models, wish.club, wish.contact);
  if (before?.state === "active") return standing(club, before.code, before.joinMark === wish.mark);
  if (before?.state === "requested") return { outcome: "requested", code: before.code, club };
  if (club.state !== "open") return { outcome: "closed" };
  try {
    await models.memberships.updateOne({ _id: membershipId(wish.club, wish.contact), state: { $nin: ["active", "requested"] } }, becoming(wish, club), { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    // Somebody with the same person's lock was faster; what is there counts.
    const there = await membershipOf(models, wish.club, wish.contact);
    if (there?.state === "requested") return { outcome: "requested", code: there.code, club };
    return standing(club, there?.code ?? wish.code, there?.joinMark === wish.mark);
  }
  return { outcome: club.admission === "leader" ? "requested" : "joined", code: wish.code, club };
}

function standing(club: Club, code: string, own: boolean): JoinResult {
  return { outcome: own ? "joined" : "already", code, club };
}

function becoming({ club, contact, code, mark, motivation, now }: JoinWish, { admission }: Club) {
  return {
    $set: { club, contact, state: admission === "leader" ? ("requested" as const) : ("active" as const), code, joinMark: mark, joinedAt: now, ...(motivation ? { motivation } : {}) },
    $unset: { leaveMark: 1 as const, leftAt: 1 as const, decidedAt: 1 as const, decidedBy: 1 as const, ...(motivation ? {} : { motivation: 1 as const }) },
  };
}
