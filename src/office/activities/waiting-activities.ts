import type { Activity } from "../../activities/index.ts";
import { dayAfter, localTime, wallClock } from "../../lib/local-time.ts";
import type { Desk } from "../desk.ts";
import { runsActivity, withinActivities } from "./read-activities.ts";

const dayMs = 86_400_000;
/** A sheet of paper that was not entered by then will not be. */
const listedForMs = 14 * dayMs;
const nearMs = 7 * dayMs;

type Found = Pick<Activity, "_id" | "startsAt" | "endsAt">;
/** `late`: what should have been done by now. */
export type WaitingActivities = { count: number; late: number; path: string };

/** Own activities of today and tomorrow. */
export async function soonActivities(desk: Desk): Promise<WaitingActivities> {
  const { timeZone } = desk.ports;
  const end = localTime(`${dayAfter(wallClock(desk.now, timeZone).day, 2)}T00:00`, timeZone)!;
  return told(await ownActivities(desk, { state: { $in: ["open", "closed"] }, startsAt: { $gt: desk.now - 30 * dayMs, $lt: end }, endsAt: { $gt: desk.now } }), "/console/activities", () => false);
}

/** Own ones that are over and nobody was entered for; late after two days, while people still remember. */
export async function unlistedActivities(desk: Desk): Promise<WaitingActivities> {
  const over = await ownActivities(desk, { state: { $in: ["open", "closed"] }, startsAt: { $gt: desk.now - listedForMs - 30 * dayMs }, endsAt: { $gt: desk.now - listedForMs, $lt: desk.now } });
  const listed = await Promise.all(over.map((one) => desk.ports.activities.attendance.exists({ _id: { $gt: `${one._id}|`, $lt: `${one._id}}` } })));
  return told(over.filter((_, i) => !listed[i]), "/console/activities?list=past", (one) => one.endsAt < desk.now - 2 * dayMs);
}

/** Drafts whose day comes near; late when it is tomorrow or today. */
export async function nearDrafts(desk: Desk): Promise<WaitingActivities> {
  return told(await ownActivities(desk, { state: "draft", startsAt: { $gt: desk.now, $lt: desk.now + nearMs } }), "/console/activities?list=draft", (one) => one.startsAt < desk.now + dayMs);
}

async function ownActivities(desk: Desk, when: Record<string, unknown>): Promise<Found[]> {
  const found = await desk.ports.activities.activities.find({ $and: [withinActivities(desk.scope("activities.write")), when] } as Record<string, unknown>, { commune: 1, units: 1, club: 1, startsAt: 1, endsAt: 1 }).limit(200).lean<Activity[]>();
  return found.filter((one) => runsActivity(desk, one));
}

/** One is opened at once. */
function told(found: Found[], list: string, late: (one: Found) => boolean): WaitingActivities {
  return { count: found.length, late: found.filter(late).length, path: found.length === 1 ? `/console/activities/${found[0]!._id}` : list };
}
