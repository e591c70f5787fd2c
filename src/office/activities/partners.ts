import { z } from "zod";
import { activityById, setPartner, type Activity, type Partner } from "../../activities/index.ts";
import { fold } from "../../lib/vietnamese/index.ts";
import { isBranch, isCommune, type Unit } from "../../units/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { partIn, readActivity } from "./read-activities.ts";

const mostShown = 20;
export const partnersInput = z.strictObject({ units: z.array(z.string().max(60)).min(1, "unit-missing").max(100, "too-long") });
export const partnerInput = z.strictObject({ unit: z.string().max(60) });
/** `unit`: which, where somebody holds several that were asked. */
export const invitationAnswerInput = z.strictObject({ accept: z.boolean("field-wrong"), unit: z.string().max(60).optional() });

/** Asks other units to hold an activity too: communes and branches of the whole installation. Their staff are called. */
export async function invitePartners(desk: Desk, id: string, input: unknown): Promise<Activity> {
  let activity = await readActivity(desk, id, "activities.write");
  const { units } = checked(partnersInput, input);
  if (!live(activity, desk.now)) throw new OfficeError(409, "activity-not-open");
  if (units.some((one) => !mayHold(desk.tree.all.get(one)))) throw new OfficeError(422, "fields-wrong", { fields: { units: "unit-missing" } });
  for (const unit of units) {
    const after = activity.units.includes(unit) ? undefined : await setPartner(desk.ports.activities, id, { unit, state: "invited", by: desk.actor.id, at: desk.now }, ["none", "declined"]);
    if (!after) continue;
    activity = after;
    await told(desk, "activity.invited", after, unit, "activity-invited", desk.tree.communeOf(unit), unit);
  }
  return activity;
}

/** Takes an invitation back, or ends what was accepted. Who registered keeps the seat. */
export async function removePartner(desk: Desk, id: string, input: unknown): Promise<Activity> {
  const before = await readActivity(desk, id, "activities.write");
  const { unit } = checked(partnerInput, input);
  const accepted = before.partners?.some((one) => one.unit === unit && one.state === "accepted");
  const after = await setPartner(desk.ports.activities, id, { unit, state: "none", by: desk.actor.id, at: desk.now }, ["invited", "accepted", "declined"]);
  if (!after) return before;
  await told(desk, "activity.partner-removed", after, unit, accepted ? "activity-partner-removed" : undefined, desk.tree.communeOf(unit), unit);
  return after;
}

/** A unit's yes or no to its invitation; a no also later on. Whoever of its people registered keeps the seat until they give it up. The host's staff are called. `first`: only where nobody of the unit answered before. */
export async function answerInvitation(desk: Desk, id: string, input: unknown, { first = false }: { first?: boolean } = {}): Promise<Activity> {
  const activity = await activityById(desk.ports.activities, id);
  if (!activity || !partIn(desk, activity, "activities.read")) throw notFound();
  const { accept, unit } = checked(invitationAnswerInput, input);
  const states: Partner["state"][] = ["invited", ...(first ? [] : accept ? (["declined"] as const) : (["accepted"] as const))];
  const own = ownInvitations(desk, activity).find((one) => (unit === undefined || one.unit === unit) && states.includes(one.state));
  if (!own) throw new OfficeError(409, "not-invited");
  if (accept && !live(activity, desk.now)) throw new OfficeError(409, "activity-not-open");
  const after = await setPartner(desk.ports.activities, id, { unit: own.unit, state: accept ? "accepted" : "declined", by: desk.actor.id, at: desk.now }, states);
  if (!after) throw new OfficeError(409, "changed-meanwhile");
  const act = accept ? "joined" : own.state === "accepted" ? "left" : "declined";
  await told(desk, `activity.${act}`, after, own.unit, `activity-${act}`, activity.commune, activity.units[0]);
  return after;
}

/** Partners among an activity's that somebody answers for. */
export function ownInvitations(desk: Desk, { partners = [] }: Activity): NonNullable<Activity["partners"]> {
  if (!desk.can("activities.write")) return [];
  const scope = desk.scope("activities.write");
  return partners.filter(({ unit }) => scope.all || scope.units.has(unit));
}

/** The invitation behind the id a chat button carries: of several units of whoever is at the desk one that has not answered yet. `open`: it can be accepted. */
export async function invitationOf(desk: Desk, id: string): Promise<{ activity: Activity; partner: Partner; open: boolean } | undefined> {
  const activity = await activityById(desk.ports.activities, id);
  const own = activity ? ownInvitations(desk, activity) : [];
  const partner = own.find((one) => one.state === "invited") ?? own[0];
  return activity && partner ? { activity, partner, open: live(activity, desk.now) } : undefined;
}

/** Activities whose invitation waits for somebody's answer, soonest first. */
export async function waitingInvitations(desk: Desk): Promise<Activity[]> {
  const scope = desk.scope("activities.write");
  const waiting = { state: "invited", ...(scope.all ? {} : { unit: { $in: [...scope.units] } }) };
  const where = { partners: { $elemMatch: waiting }, endsAt: { $gt: desk.now }, state: { $in: ["open", "closed"] } } as Record<string, unknown>;
  return desk.ports.activities.activities.find(where, { "seating.claims": 0 }).sort({ startsAt: 1 }).limit(50).lean<Activity[]>();
}

/** Units that could be asked, by their name or an old one, a few at a time. A commune's own branches are named in its form. */
export function unitsToInvite(desk: Desk, { commune, units, partners = [] }: Activity, words: string): Unit[] {
  const asked = new Set([...units, ...partners.filter((one) => one.state !== "declined").map((one) => one.unit)]);
  const wanted = fold(words).trim();
  return [...desk.tree.all.values()]
    .filter((unit) => mayHold(unit) && !asked.has(unit._id) && !(units[0] === commune && desk.tree.communeOf(unit._id) === commune) && [unit.name, unit.label, ...unit.aliases].some((name) => fold(name).includes(wanted)))
    .sort((a, b) => Number(isCommune(b)) - Number(isCommune(a)) || a.name.localeCompare(b.name, "vi"))
    .slice(0, mostShown);
}

function mayHold(unit: Unit | undefined): boolean {
  return unit !== undefined && unit.active && (isCommune(unit) || isBranch(unit.kind));
}

function live({ state, endsAt }: Activity, now: number): boolean {
  return (state === "open" || state === "closed") && endsAt > now;
}

/** Written down on the side of whoever did it, called out on the other. */
async function told(desk: Desk, act: string, activity: Activity, unit: string, key: string | undefined, commune: string, to: string | undefined): Promise<void> {
  const nameOf = (id: string | undefined) => (id && desk.tree.all.get(id)?.name) ?? "";
  const side = commune === activity.commune ? desk.tree.communeOf(unit) : activity.commune;
  await desk.audit(act, { subject: { kind: "activity", id: activity._id }, commune: side, after: { title: activity.title, unit } });
  const button = key === "activity-invited" ? { label: "staff-news:open", flow: "invitation", value: activity._id } : undefined;
  const params = { title: activity.title, host: nameOf(activity.units[0]), unit: nameOf(unit), when: activity.startsAt };
  if (key) await desk.ports.callStaff({ id: `${key}-${activity._id}-${activity.version}`, right: "activities.write", commune, ...(to ? { branch: to } : {}), except: desk.actor.id, key: `staff-news:${key}`, params, ...(button ? { button } : {}) });
  await desk.ports.announce("activities", activity.commune);
  await desk.ports.announce("activities", desk.tree.communeOf(unit));
}
