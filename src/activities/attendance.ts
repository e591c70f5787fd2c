import type { ContactId } from "../core/contact-id.ts";
import { fold } from "../lib/vietnamese/index.ts";
import { rowId, rowsOf, type Activity, type ActivityModels, type Attendance } from "./model.ts";

const hourMs = 3_600_000;
/** The code works around the activity only, so that nobody checks in from home the next day. */
const opensBeforeMs = hourMs;
const closesAfterMs = 3 * hourMs;

export type CheckIn = { outcome: "checked-in" | "already"; activity: Activity } | { outcome: "early" | "late" | "cancelled"; activity: Activity } | { outcome: "wrong" };

/** The code as people type it: "k7m3x", "K7M3X "; older codes have letters a Vietnamese keyboard puts marks on. */
export function checkInCodeOf(typed: string): string {
  return fold(typed).toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 12);
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

/** Somebody at the door says the code. Twice is once. `others`: contacts of the same human being, `persons`: their records in the register. */
export async function checkInByCode(models: ActivityModels, typed: string, who: { contact: ContactId; others: readonly ContactId[]; persons: readonly string[]; name: string }, now: number): Promise<CheckIn> {
  const state = await checkInState(models, typed, now);
  if (state.outcome === "wrong") return state;
  const { outcome, activity } = state;
  if (outcome !== "open") return { outcome, activity };
  const here = await models.attendance.exists({ ...rowsOf(activity._id), $or: [{ contact: { $in: [who.contact, ...who.others] } }, { person: { $in: [...who.persons] } }] });
  const fresh = !here && (await writeRow(models, { _id: rowId(activity._id, who.contact), activity: activity._id, commune: activity.commune, contact: who.contact, name: who.name, how: "code", at: now }));
  return { outcome: fresh ? "checked-in" : "already", activity };
}

/** `also`: contacts and persons that are the same human being. */
export type Listed = ({ contact: ContactId; person?: undefined } | { contact?: undefined; person: string }) & { also?: readonly string[]; name: string };

/** Staff tick who was there, also days later. Whoever is there already, on whatever chat, stays as they are. Returns how many are new. */
export async function checkInFromList(models: ActivityModels, activity: Pick<Activity, "_id" | "commune">, people: readonly Listed[], by: string, now: number): Promise<number> {
  const there = new Set((await attendanceOf(models, activity._id)).flatMap((one) => [one.contact, one.person]));
  let fresh = 0;
  for (const { contact, person, also = [], name } of people) {
    if ([contact, person, ...also].some((one) => one !== undefined && there.has(one))) continue;
    const _id = rowId(activity._id, contact ?? `person:${person}`);
    const row: Attendance = { _id, activity: activity._id, commune: activity.commune, name, how: "list", at: now, by, ...(contact ? { contact } : {}), ...(person ? { person } : {}) };
    if (await writeRow(models, row)) fresh++;
    for (const one of [contact, person]) if (one) there.add(one);
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

/** False: the row stands already. */
export async function writeRow(models: ActivityModels, row: Attendance): Promise<boolean> {
  try {
    await models.attendance.create(row);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return false;
  }
}
