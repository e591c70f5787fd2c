import type { ClubModels } from "./model.ts";

/** Up to so many members are counted afresh every time; a bigger number may be a little old. */
const alwaysFresh = 200;
const keepMs = 15_000;

const counted = new WeakMap<ClubModels, Map<string, { count: number; at: number }>>();

/**
 * How many members a club has, for showing. A count reads every member, and a card is shown far more often than anybody
 * joins, so a big club's number is kept for a few seconds.
 */
export async function countMembers(models: ClubModels, club: string, now: number): Promise<number> {
  const known = counted.get(models) ?? new Map<string, { count: number; at: number }>();
  counted.set(models, known);
  const last = known.get(club);
  if (last && last.count > alwaysFresh && now - last.at < keepMs) return last.count;
  const count = await models.memberships.countDocuments({ club, state: "active" });
  known.set(club, { count, at: now });
  return count;
}
