import { randomBytes } from "node:crypto";
import type { Club, ClubActivity, ClubModels } from "./model.ts";

/** So long without an entry in its log a club counts as inactive (R35: "hoạt động trong 3 tháng gần nhất"). */
const inactiveAfterMs = 92 * 86_400_000;

/** Writes into a club's log. */
export async function addActivity(models: ClubModels, activity: Omit<ClubActivity, "_id">): Promise<ClubActivity> {
  const written: ClubActivity = { _id: `${activity.on}-${randomBytes(6).toString("base64url")}`, ...activity };
  await models.activities.create(written);
  const day = Date.parse(activity.on);
  await models.clubs.updateOne({ _id: activity.club, $or: [{ lastActivityAt: { $exists: false } }, { lastActivityAt: { $lt: day } }] }, { $set: { lastActivityAt: day } });
  return written;
}

/** The newest first. */
export async function activitiesOf(models: ClubModels, club: string, limit = 50): Promise<ClubActivity[]> {
  return (await models.activities.find({ club }).lean<ClubActivity[]>()).sort((a, b) => (a.on < b.on ? 1 : -1)).slice(0, limit);
}

/** A club that was founded lately is not inactive yet; one nobody knows the founding of is. */
export function isInactive(club: Pick<Club, "lastActivityAt" | "foundedAt" | "state">, now: number): boolean {
  return club.state !== "dissolved" && now - Math.max(club.lastActivityAt ?? 0, club.foundedAt ?? 0) > inactiveAfterMs;
}
