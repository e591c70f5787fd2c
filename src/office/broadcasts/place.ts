import type { Activity } from "../../activities/index.ts";
import { criteriaOf, type AudienceQuery, type Broadcast } from "../../broadcasts/index.ts";
import { reaches, type Right, type Scope } from "../../staff/index.ts";
import { isCommune } from "../../units/index.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";

/** Whose notice it is: a commune's, or narrower of a branch or a club; of the whole installation without any. */
export type Place = Pick<Broadcast, "commune" | "branch" | "club">;

/** Where somebody's new notice belongs: the place they hold, or the one of several they name. Throws 422 where that is not clear. */
export async function placeOf(desk: Desk, { commune, branch, club }: { [Field in keyof Place]?: string | undefined }): Promise<Place> {
  const scope = desk.scope("broadcasts.write");
  if (branch !== undefined) {
    if (!scope.branches.includes(branch)) throw wrong("branch", "audience-beyond");
    return { commune: desk.tree.communeOf(branch), branch };
  }
  if (club !== undefined) {
    if (!scope.clubs.includes(club)) throw wrong("club", "audience-beyond");
    return ofClub(desk, club);
  }
  const communes = scope.all ? [...desk.tree.all.values()].filter((unit) => unit.active && isCommune(unit)).map((unit) => unit._id) : scope.communes;
  if (commune !== undefined) {
    if (!communes.includes(commune)) throw wrong("commune", "commune-missing");
    return { commune };
  }
  if (communes.length === 1) return { commune: communes[0]! };
  if (scope.all) return {};
  if (communes.length > 1) throw wrong("commune", "commune-missing");
  if (scope.branches.length > 0) return { commune: desk.tree.communeOf(scope.branches[0]!), branch: scope.branches[0]! };
  if (scope.clubs[0] === undefined) throw notFound();
  return ofClub(desk, scope.clubs[0]);
}

async function ofClub(desk: Desk, id: string): Promise<Place> {
  const club = await desk.ports.clubs.clubs.findById(id).lean<{ _id: string; commune?: string }>();
  if (!club) throw notFound();
  return { club: club._id, ...(club.commune ? { commune: club.commune } : {}) };
}

/**
 * The audience within its place: nobody beyond is meant, whatever the query says, but people of the place's own activities: they
 * registered with whoever holds it, wherever they are from. Throws 422 where it names something that is not theirs. */
export async function audienceWithin(desk: Desk, query: AudienceQuery, place: Place): Promise<AudienceQuery> {
  const { everyone, ...named } = query;
  const asked: AudienceQuery = { ...named, ...(everyone && criteriaOf(named).length === 0 ? { everyone: true as const } : {}) };
  const hosted = await hosts(desk, asked, place);
  if (place.branch !== undefined && !hosted) {
    const own = desk.tree.subtree(place.branch);
    if (asked.units?.some((unit) => !own.includes(unit))) throw wrong("audience", "audience-beyond");
    delete asked.everyone;
    asked.units ??= [place.branch];
  }
  if (place.club !== undefined && !hosted) {
    if (asked.clubs?.some((club) => club !== place.club)) throw wrong("audience", "audience-beyond");
    delete asked.everyone;
    asked.clubs = [place.club];
  }
  for (const criteria of [asked, asked.except ?? {}]) {
    if (criteria.units?.some((unit) => !desk.tree.all.has(unit) || (place.commune !== undefined && ![place.commune, ...desk.tree.subtree(place.commune)].includes(unit)))) throw wrong("audience", "audience-beyond");
    await known(desk, desk.ports.clubs.clubs, criteria.clubs, place);
    await knownActivities(desk, criteria.activities?.map((one) => one.id), place);
    await known(desk, desk.ports.dialogues.dialogues, criteria.dialogues?.map((one) => one.id), place);
  }
  return { ...asked, ...(place.commune === undefined || hosted ? {} : { court: [place.commune] }) };
}

type Found = { find(filter: object, projection: object): { lean(): PromiseLike<unknown> } };

async function known(_desk: Desk, model: unknown, ids: readonly string[] | undefined, { commune }: Place): Promise<void> {
  if (!ids) return;
  const found = (await (model as Found).find({ _id: { $in: [...ids] } }, { commune: 1 }).lean()) as { _id: string; commune?: string }[];
  if (new Set(ids).size !== found.length || found.some((one) => commune !== undefined && one.commune !== undefined && one.commune !== commune)) throw wrong("audience", "audience-beyond");
}

async function activitiesNamed(desk: Desk, ids: readonly string[]): Promise<Activity[]> {
  return desk.ports.activities.activities.find({ _id: { $in: [...ids] } } as Record<string, unknown>, { commune: 1, units: 1, club: 1 }).lean<Activity[]>();
}

/** Whether all activities a query names are run by the place itself; false where it names none. */
async function hosts(desk: Desk, { activities }: AudienceQuery, { commune, branch, club }: Place): Promise<boolean> {
  if (!activities || commune === undefined) return false;
  const found = await activitiesNamed(desk, activities.map((one) => one.id));
  return found.length > 0 && found.every((one) => one.commune === commune && (branch === undefined || one.units[0] === branch) && (club === undefined || one.club === club));
}

/** Those of one's commune and those it holds together with others. */
async function knownActivities(desk: Desk, ids: readonly string[] | undefined, { commune }: Place): Promise<void> {
  if (!ids) return;
  const found = await activitiesNamed(desk, ids);
  const ours = (one: Activity): boolean => commune === undefined || one.commune === commune || one.units.some((unit) => desk.tree.communeOf(unit) === commune);
  if (new Set(ids).size !== found.length || !found.every(ours)) throw wrong("audience", "audience-beyond");
}

/** A condition on notices somebody may see or write. */
export function withinPlaces(scope: Scope): Record<string, unknown> {
  if (scope.all) return {};
  const either: Record<string, unknown>[] = [];
  if (scope.communes.length > 0) either.push({ commune: { $in: [...scope.communes] } });
  if (scope.branches.length > 0) either.push({ branch: { $in: [...scope.branches] } });
  if (scope.clubs.length > 0) either.push({ club: { $in: [...scope.clubs] } });
  return either.length === 0 ? { _id: { $in: [] } } : either.length === 1 ? either[0]! : { $or: either };
}

/** A notice within somebody's right; what lies outside does not exist. */
export async function readOwn(desk: Desk, id: string, right: Right = "broadcasts.read"): Promise<Broadcast> {
  const broadcast = await desk.ports.broadcasts.broadcasts.findById(id).lean<Broadcast>();
  if (!broadcast || !reaches(desk.scope(right), { commune: broadcast.commune, branch: broadcast.branch, club: broadcast.club })) throw notFound();
  return broadcast;
}

function wrong(field: string, key: string): OfficeError {
  return new OfficeError(422, "fields-wrong", { fields: { [field]: key } });
}
