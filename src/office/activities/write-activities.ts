import { cancelActivity, changeSeats, createActivity, openSeries, planSeries, updateActivity, type Activity, type Series } from "../../activities/index.ts";
import { isBranch, labelOf, newUnitId } from "../../units/index.ts";
import { reaches } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { activityChangesInput, newActivityInput, newSeriesInput, type ActivityInput } from "./activity-input.ts";
import { readActivity, runsActivity } from "./read-activities.ts";

const hourMs = 3_600_000;

/** Writes an activity down, open for registration unless it is a draft. */
export async function newActivity(desk: Desk, input: unknown): Promise<Activity> {
  const given = checked(newActivityInput, input);
  const { commune, own } = await placeOf(desk, given);
  const endsAt = given.endsAt ?? given.startsAt + 2 * hourMs;
  inOrder(given.startsAt, endsAt);
  // 28 characters travel in buttons; names are cut by newUnitId.
  const _id = `${newUnitId(given.title).slice(0, 20)}-${Math.random().toString(36).slice(2, 8)}`.replace(/-+/g, "-");
  const { registerUntil, remindersMs, minAge, guardianNote, onlineUrl, club = own.club } = given;
  await createActivity(desk.ports.activities, {
    _id, commune, units: unitsOf(desk, own.unit, given.units), title: given.title, label: given.label || labelOf(given.title), kind: given.kind, place: given.place ?? "", description: given.description ?? "", startsAt: given.startsAt, endsAt,
    registration: given.registration ?? true, capacity: given.capacity ?? 0, state: given.draft ? "draft" : "open", createdBy: desk.actor.id, createdAt: desk.now,
    ...(club ? { club } : {}), ...(registerUntil === undefined ? {} : { registerUntil }), ...(remindersMs ? { remindersMs } : {}), ...(minAge === undefined ? {} : { minAge }), ...(guardianNote ? { guardianNote } : {}), ...(onlineUrl ? { onlineUrl } : {}),
  });
  const activity = await readActivity(desk, _id);
  await changed(desk, "activity.created", activity);
  await desk.ports.alignReminders();
  return activity;
}

/** Changes an activity; `version` is the one that was read. People hear of another time or place by themselves. */
export async function changeActivity(desk: Desk, id: string, input: unknown, version?: number): Promise<Activity> {
  const before = await readActivity(desk, id, "activities.write");
  const given = checked(activityChangesInput, input);
  if (before.state === "cancelled") throw new OfficeError(409, "activity-cancelled");
  // Another beginning alone moves the end along: it lasts as long as before.
  const startsAt = given.startsAt ?? before.startsAt;
  const endsAt = given.endsAt ?? before.endsAt + startsAt - before.startsAt;
  inOrder(startsAt, endsAt);
  const { units, label, branch, ...rest } = given;
  const [formerly = before.commune, ...further] = before.units;
  const own = branch === undefined ? formerly : ownAfter(desk, before, branch);
  if (typeof given.club === "string" && given.club !== before.club) await ownClub(desk, given.club);
  // Whose it becomes is no partner any more.
  const partners = own === formerly ? undefined : before.partners?.filter((one) => one.unit !== own);
  const changes = { ...rest, endsAt, ...(units || own !== formerly ? { units: unitsAfter(desk, before, own, units ?? further) } : {}), ...(partners ? { partners } : {}), ...(label ? { label } : {}) };
  // Nobody gives away by a slip what they could not take back.
  if (!runsActivity(desk, { ...before, units: [own], club: (given.club === undefined ? before.club : given.club) ?? undefined })) throw new OfficeError(422, "fields-wrong", { fields: { [branch === undefined ? "club" : "branch"]: "field-wrong" } });
  const after = await updateActivity(desk.ports.activities, { ...before, version: version ?? before.version }, changes as never, desk.now);
  if (!after) throw new OfficeError(409, "changed-meanwhile");
  await changed(desk, "activity.changed", after, before);
  await desk.ports.alignReminders();
  return after;
}

/** Calls it off; everybody registered hears of it with the reason. */
export async function callOffActivity(desk: Desk, id: string, reason: string): Promise<Activity> {
  const before = await readActivity(desk, id, "activities.write");
  const why = reason.normalize("NFC").replace(/\s+/g, " ").trim().slice(0, 200);
  await cancelActivity(desk.ports.activities, id, why, () => desk.ports.alignReminders());
  const after = await readActivity(desk, id, "activities.write");
  if (before.state !== "cancelled") await changed(desk, "activity.cancelled", after, before);
  return after;
}

/** More or fewer seats, 0 for no limit; nobody loses theirs, and who waited gets what is free. */
export async function changeActivitySeats(desk: Desk, id: string, capacity: number): Promise<Activity> {
  const before = await readActivity(desk, id, "activities.write");
  if (!Number.isInteger(capacity) || capacity < 0 || capacity > 100_000) throw new OfficeError(422, "fields-wrong", { fields: { capacity: "field-wrong" } });
  await changeSeats(desk.ports.activities, id, capacity, desk.ports.tellPromoted, desk.now);
  const after = await readActivity(desk, id, "activities.write");
  await changed(desk, "activity.seats", after, before);
  return after;
}

/** What comes again by a rule; its days of the next weeks are written down at once. */
export async function newSeries(desk: Desk, input: unknown): Promise<{ series: Series; planned: number }> {
  const given = checked(newSeriesInput, input);
  const { commune, own } = await placeOf(desk, given);
  const { title, kind, place = "", description = "", capacity = 0, registration = true, minAge, guardianNote, onlineUrl, remindersMs, registerBeforeMs, rule, at, durationMs, from, until, club = own.club } = given;
  const template: Series["template"] = { title, label: given.label || labelOf(title), kind, place, description, capacity, registration, units: unitsOf(desk, own.unit, given.units), ...(club ? { club } : {}), ...(minAge === undefined ? {} : { minAge }), ...(guardianNote ? { guardianNote } : {}), ...(onlineUrl ? { onlineUrl } : {}), ...(remindersMs ? { remindersMs } : {}), ...(registerBeforeMs === undefined ? {} : { registerBeforeMs }) };
  // The day of each goes behind it: 28 characters in all.
  const _id = `${newUnitId(title).slice(0, 12)}-${Math.random().toString(36).slice(2, 7)}`.replace(/-+/g, "-");
  const series: Series = { _id, commune, template, rule, at, durationMs, from, ...(until ? { until } : {}), state: "active", createdBy: desk.actor.id, createdAt: desk.now, version: 1 };
  await openSeries(desk.ports.activities, series);
  const planned = await planSeries(desk.ports.activities, desk.now, desk.ports.timeZone, _id);
  await desk.audit("series.opened", { subject: { kind: "activity", id: _id }, commune, after: { title, rule } });
  await desk.ports.alignReminders();
  return { series, planned };
}

/** Series of one's places that go on. */
export async function listSeries(desk: Desk): Promise<Series[]> {
  const found = await desk.ports.activities.series.find({ state: "active" }).lean<Series[]>();
  return found.filter((one) => ownSeries(desk, one)).sort((a, b) => a.template.title.localeCompare(b.template.title, "vi"));
}

export function ownSeries(desk: Desk, { commune, template }: Series): boolean {
  const scope = desk.scope("activities.write");
  return reaches(scope, { commune, club: template.club }) || reaches(scope, { branch: template.units[0] });
}

type Own = { unit: string; club?: string };

/** Whose it is: the commune, branch or club somebody holds, or the one of several they name. */
async function placeOf(desk: Desk, given: Pick<ActivityInput, "commune" | "branch" | "club" | "units">): Promise<{ commune: string; own: Own }> {
  const scope = desk.scope("activities.write");
  const communes = [...desk.tree.all.values()].filter((unit) => unit.active && desk.tree.communeOf(unit._id) === unit._id && (scope.all || scope.communes.includes(unit._id)) && (unit.kind === "commune-union" || unit.kind === "grassroots-union"));
  const missing = new OfficeError(422, "fields-wrong", { fields: { commune: "commune-missing" } });
  if (given.branch !== undefined) {
    if (given.club !== undefined) await ownClub(desk, given.club);
    return { commune: desk.tree.communeOf(given.branch), own: { unit: ownBranch(desk, given.branch) } };
  }
  if (given.commune !== undefined && !communes.some((unit) => unit._id === given.commune)) throw missing;
  const commune = given.commune ?? (communes.length === 1 ? communes[0]!._id : undefined);
  if (given.club !== undefined) await ownClub(desk, given.club);
  if (commune !== undefined) return { commune, own: { unit: commune } };
  if (communes.length > 1) throw missing;
  if (scope.branches.length > 0) {
    const unit = given.units?.find((one) => scope.branches.includes(one)) ?? scope.branches[0]!;
    return { commune: desk.tree.communeOf(unit), own: { unit } };
  }
  const club = given.club ?? scope.clubs[0];
  const found = club === undefined ? undefined : await desk.ports.clubs.clubs.findById(club).lean<{ commune?: string }>();
  if (!found?.commune) throw missing;
  return { commune: found.commune, own: { unit: found.commune, club: club! } };
}

/** An active branch somebody holds. */
function ownBranch(desk: Desk, id: string): string {
  const scope = desk.scope("activities.write");
  const unit = desk.tree.all.get(id);
  if (!unit?.active || !isBranch(unit.kind) || !(scope.all || scope.units.has(id))) throw new OfficeError(422, "fields-wrong", { fields: { branch: "field-wrong" } });
  return id;
}

/** Whose an activity is from now on: a branch of the same commune, or with null the commune. */
function ownAfter(desk: Desk, { commune, units }: Activity, branch: string | null): string {
  if (branch === units[0]) return branch;
  if (branch === null) return commune;
  if (desk.tree.all.has(branch) && desk.tree.communeOf(branch) !== commune) throw new OfficeError(422, "fields-wrong", { fields: { branch: "field-wrong" } });
  return ownBranch(desk, branch);
}

async function ownClub(desk: Desk, id: string): Promise<void> {
  const club = await desk.ports.clubs.clubs.findById(id).lean<{ commune?: string }>();
  if (!club || !reaches(desk.scope("activities.write"), { commune: club.commune, club: id })) throw new OfficeError(422, "fields-wrong", { fields: { club: "field-wrong" } });
}

/** The own unit first; further ones only as far as one's right goes, for a whole province also those of other communes. */
function unitsOf(desk: Desk, own: string, further: readonly string[] = []): string[] {
  const scope = desk.scope("activities.write");
  const wrong = further.find((unit) => !desk.tree.all.has(unit) || !(scope.all || scope.units.has(unit) || unit === own));
  if (wrong !== undefined) throw new OfficeError(422, "fields-wrong", { fields: { units: "unit-missing" } });
  return [...new Set([own, ...further])];
}

/** Its own first, new ones as far as one's right goes; whoever accepted an invitation stays until they or the host end it. */
function unitsAfter(desk: Desk, { units, partners = [] }: Activity, own: string, wanted: readonly string[]): string[] {
  const joined = partners.filter((one) => one.state === "accepted").map((one) => one.unit);
  const stay = units.filter((one) => wanted.includes(one) || joined.includes(one));
  return [...new Set([own, ...stay, ...unitsOf(desk, own, wanted.filter((one) => !stay.includes(one)))])];
}

function inOrder(startsAt: number, endsAt: number): void {
  if (endsAt < startsAt) throw new OfficeError(422, "fields-wrong", { fields: { endsAt: "time-order" } });
}

export async function changed(desk: Desk, act: string, activity: Activity, before?: Activity): Promise<void> {
  const said = ({ title, startsAt, place, state, capacity, units }: Activity) => ({ title, startsAt, place, state, capacity, units });
  await desk.audit(act, { subject: { kind: "activity", id: activity._id }, commune: activity.commune, ...(before ? { before: said(before) } : {}), after: said(activity) });
  await desk.ports.announce("activities", activity.commune);
}
