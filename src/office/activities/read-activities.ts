import { activityById, attendanceOf, feedbackOf, type Activity, type Attendance, type FeedbackSummary } from "../../activities/index.ts";
import type { Registration } from "../../dialogues/index.ts";
import { reaches, type Right, type Scope } from "../../staff/index.ts";
import type { Desk } from "../desk.ts";
import { notFound } from "../office-error.ts";
import { attendanceSeen, ownContacts } from "./own-people.ts";
import { beingsOf } from "./beings.ts";

/** A condition on activities of one's own places, joint ones too. */
export function withinActivities(scope: Scope): Record<string, unknown> {
  if (scope.all) return {};
  const either: Record<string, unknown>[] = [];
  // Also a branch of one's commune that another commune's activity names.
  const units = [...scope.units];
  if (scope.communes.length > 0) either.push({ commune: { $in: [...scope.communes] } });
  if (units.length > 0) either.push({ units: { $in: units } });
  if (scope.clubs.length > 0) either.push({ club: { $in: [...scope.clubs] } });
  return either.length === 0 ? { _id: { $in: [] } } : either.length === 1 ? either[0]! : { $or: either };
}

/** How somebody is part of an activity: as its own unit's (or club's), as another's that holds it too, or as one that was asked to. */
export type Part = "host" | "partner" | "invited";

export function partIn(desk: Desk, { commune, club, units, partners = [] }: Activity, right: Right): Part | undefined {
  const scope = desk.scope(right);
  const [own, ...further] = units;
  if (reaches(scope, { commune, club }) || reaches(scope, { commune: own, branch: own })) return "host";
  if (further.some((unit) => scope.units.has(unit))) return "partner";
  return partners.some(({ unit, state }) => state === "invited" && scope.units.has(unit)) ? "invited" : undefined;
}

/** Whether whoever is at the desk runs it; others who may read it see in it at most their own people. */
export function runsActivity(desk: Desk, activity: Activity): boolean {
  return desk.can("activities.write") && partIn(desk, activity, "activities.write") === "host";
}

/** An activity within somebody's right: all that is part of it reads, its own staff write. What lies outside does not exist. */
export async function readActivity(desk: Desk, id: string, right: Right = "activities.read"): Promise<Activity> {
  const activity = await activityById(desk.ports.activities, id);
  const part = activity && partIn(desk, activity, right);
  if (!activity || !part || (right !== "activities.read" && part !== "host")) throw notFound();
  return activity;
}

/** An activity whose people somebody may see and enter: `whole` as its own unit's staff, else only the own ones among them. */
export async function readShared(desk: Desk, id: string): Promise<{ activity: Activity; whole: boolean }> {
  const activity = await activityById(desk.ports.activities, id);
  const part = activity && partIn(desk, activity, "activities.write");
  if (!activity || !part || part === "invited") throw notFound();
  return { activity, whole: part === "host" };
}

export type ActivityList = "coming" | "past" | "draft";

/** Activities of one's places: what is coming first to last, what is over last to first. `cursor`: where the page before ended. */
export async function listActivities(desk: Desk, { list = "coming", cursor, limit = 50 }: { list?: ActivityList; cursor?: string; limit?: number } = {}): Promise<{ activities: Activity[]; next?: string }> {
  const at = /^(\d{1,15})\|([a-z0-9-]{1,28})$/.exec(cursor ?? "");
  const up = list !== "past";
  const time = list === "coming" ? { endsAt: { $gt: desk.now } } : list === "past" ? { endsAt: { $lte: desk.now } } : {};
  const after = at ? { $or: [{ startsAt: up ? { $gt: Number(at[1]) } : { $lt: Number(at[1]) } }, { startsAt: Number(at[1]), _id: up ? { $gt: at[2] } : { $lt: at[2] } }] } : {};
  const where = { $and: [withinActivities(desk.scope("activities.read")), time, list === "draft" ? { state: "draft" } : { state: { $ne: "draft" } }, after] };
  const found = await desk.ports.activities.activities.find(where as Record<string, unknown>, { "seating.claims": 0 }).sort({ startsAt: up ? 1 : -1, _id: up ? 1 : -1 }).limit(limit).lean<Activity[]>();
  const last = found.at(-1);
  return { activities: found, ...(found.length === limit && last ? { next: `${last.startsAt}|${last._id}` } : {}) };
}

export type ListedRegistration = Registration & { name: string; /** Was there, on whichever of their chats or as somebody of the register. */ there: boolean };

/** Who registered, seated first, with the names they gave: to its own staff all, to a partner's their own people. The look is written down. */
export async function activityPeople(desk: Desk, id: string): Promise<{ registrations: ListedRegistration[]; attendance: Attendance[] }> {
  const { activity, whole } = await readShared(desk, id);
  await lookOnce(desk, activity);
  const all = (await desk.ports.activities.seats.registrations.find({ _id: { $gt: `${id}|`, $lt: `${id}}` } }).lean<Registration[]>()).filter((one) => one.state !== "cancelled");
  const own = whole ? undefined : await ownContacts(desk, all.map((one) => one.contact));
  const found = own ? all.filter((one) => own.has(one.contact)) : all;
  const names = await desk.ports.contacts.namesOf(found.map((one) => one.contact));
  const attendance = await attendanceOf(desk.ports.activities, id);
  const there = new Set(attendance.flatMap((one) => [one.contact, one.person]).filter((one) => one !== undefined));
  const beings = await beingsOf(desk.ports, found.map((one) => one.contact), []);
  const registrations = found.map((one) => ({ ...one, name: names.get(one.contact) ?? "", there: beings(one.contact).some((known) => there.has(known)) })).sort((a, b) => a.state.localeCompare(b.state) || a.ticket - b.ticket);
  return { registrations, attendance: await attendanceSeen(desk, attendance, whole) };
}

const lookMs = 10 * 60_000;
const looks = new Map<string, number>();

/** A page that stands open at the door renews itself with everybody who comes: that is one look. */
async function lookOnce(desk: Desk, { _id: id, commune }: Activity): Promise<void> {
  const key = `${desk.actor.kind}|${desk.actor.id}|${id}`;
  if (desk.now - (looks.get(key) ?? -Infinity) < lookMs) return;
  await desk.audit("activity.people", { subject: { kind: "activity", id }, commune, look: true });
  for (const [old, at] of looks) if (desk.now - at >= lookMs) looks.delete(old);
  looks.set(key, desk.now);
}

/** What people thought, without who. */
export async function activityFeedback(desk: Desk, id: string): Promise<FeedbackSummary> {
  await readActivity(desk, id, "activities.write");
  return feedbackOf(desk.ports.activities, id);
}
