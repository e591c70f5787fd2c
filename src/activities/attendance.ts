import type { ContactId } from "../core/contact-id.ts";
import { foldNormalised, normalise } from "../lib/vietnamese/index.ts";
import { rowId, rowsOf, type Activity, type ActivityModels, type Attendance } from "./model.ts";

const hourMs = 3_600_000;
/** The code works around the activity only, so that nobody checks in from home the next day. */
const opensBeforeMs = hourMs;
const closesAfterMs = 3 * hourMs;

export type CheckIn = { outcome: "checked-in" | "already"; activity: Activity } | { outcome: "early" | "late" | "cancelled"; activity: Activity } | { outcome: "wrong" };

/** The code as people type it: "k7m3x", "K7M3X ". */
export function checkInCodeOf(typed: string): string {
  return typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 12);
}

/** What a code stands for now. Writes nothing. */
export async function checkInState(models: ActivityModels, typed: string, now: number): Promise<{ outcome: "open" | "early" | "late" | "cancelled"; activity: Activity } | { outcome: "wrong" }> {
  const found = await models.activities.find({ checkInCode: checkInCodeOf(typed), state: { $ne: "draft" } } as Record<string, unknown>, { "seating.claims": 0 }).lean<Activity[]>();
  // Codes are few letters: of several that share one, the one that is on.
  const activity = found.toSorted((a, b) => Math.abs(a.startsAt - now) - Math.abs(b.startsAt - now))[0];
  if (!activity) return { outcome: "wrong" };
  if (activity.state === "cancelled") return { outcome: "cancelled", activity };
  if (now < activity.startsAt - opensBeforeMs) return { outcome: "early", activity };
  return { outcome: now > activity.endsAt + closesAfterMs ? "late" : "open", activity };
}

/** Somebody at the door says the code. Twice is once. `others`: contacts of the same human being. */
export async function checkInByCode(models: ActivityModels, typed: string, who: { contact: ContactId; others: readonly ContactId[]; name: string }, now: number): Promise<CheckIn> {
  const state = await checkInState(models, typed, now);
  if (state.outcome === "wrong") return state;
  const { outcome, activity } = state;
  if (outcome !== "open") return { outcome, activity };
  const here = await models.attendance.exists({ _id: { $in: [who.contact, ...who.others].map((one) => rowId(activity._id, one)) } });
  const fresh = !here && (await write(models, { _id: rowId(activity._id, who.contact), activity: activity._id, commune: activity.commune, contact: who.contact, name: who.name, how: "code", at: now }));
  return { outcome: fresh ? "checked-in" : "already", activity };
}

/** `unit`: of the partner whose staff wrote a name down, so that two communes' people of one name stay two. */
export type Listed = { contact?: ContactId; person?: string; name: string; unit?: string };

/** Staff tick or enter who was there, also days later. Whoever is there already stays as they are. Returns how many are new. */
export async function checkInFromList(models: ActivityModels, activity: Pick<Activity, "_id" | "commune">, people: readonly Listed[], by: string, now: number): Promise<number> {
  const there = await attendanceOf(models, activity._id);
  let fresh = 0;
  for (const { contact, person, name, unit } of people) {
    if (there.some((one) => (contact && one.contact === contact) || (person && one.person === person))) continue;
    const _id = rowId(activity._id, contact ?? (person ? `person:${person}` : `name:${unit ? `${unit}:` : ""}${foldNormalised(normalise(name)).slice(0, 80)}`));
    const row: Attendance = { _id, activity: activity._id, commune: activity.commune, name, how: "list", at: now, by, ...(contact ? { contact } : {}), ...(person ? { person } : {}), ...(unit ? { unit } : {}) };
    if (await write(models, row)) fresh++;
  }
  return fresh;
}

export async function undoCheckIn(models: ActivityModels, activity: string, row: string): Promise<boolean> {
  return (await models.attendance.deleteOne({ _id: row, activity })).deletedCount === 1;
}

/** Everybody who was there, by name. */
export async function attendanceOf(models: ActivityModels, activity: string): Promise<Attendance[]> {
  const rows = await models.attendance.find(rowsOf(activity)).lean<Attendance[]>();
  return rows.sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

async function write(models: ActivityModels, row: Attendance): Promise<boolean> {
  try {
    await models.attendance.create(row);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false;
  }
}
