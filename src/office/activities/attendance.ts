import { attendanceOf, checkInFromList, checkInNames, undoCheckIn, type AlikeName, type Attendance, type Listed } from "../../activities/index.ts";
import { addActivity as addClubLog, clubAmong } from "../../clubs/index.ts";
import type { PersonRecord } from "../../people/index.ts";
import { reaches } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound } from "../office-error.ts";
import { attendanceInput } from "./activity-input.ts";
import { attendanceSeen, isOwnPerson, ownContacts } from "./own-people.ts";
import { readActivity, readShared } from "./read-activities.ts";
import { beingsOf } from "./beings.ts";

export type Entered = { entered: number; /** Typed names that somebody who is there bears too: not written before somebody says who they are. */ alike: AlikeName[] };

/**
 * Enters who was there, also days later from a sheet of paper: ticked registrations, people of the register, typed names. The same
 * again changes nothing, whichever of their chats somebody registered or checked in on. A partner enters their own people.
 */
export async function enterAttendance(desk: Desk, id: string, input: unknown): Promise<Entered> {
  const { activity, whole } = await readShared(desk, id);
  const { contacts = [], people = [], names = [], namesakes = [] } = checked(attendanceInput, input);
  const own = whole ? undefined : await ownContacts(desk, contacts);
  const unit = whole ? undefined : activity.units.find((one) => desk.scope("activities.write").units.has(one));
  const chat = await desk.ports.contacts.namesOf(contacts);
  const members = activity.club ? await clubAmong(desk.ports.clubs, activity.club, contacts) : new Set<string>();
  const registered = await desk.ports.activities.seats.registrations.find({ _id: { $in: contacts.map((contact) => `${id}|${contact}`) } }, { contact: 1 }).lean<{ contact: string }[]>();
  const known = people.length > 0 ? (await desk.ports.people.people.find({ _id: { $in: people } }, { name: 1, commune: 1, branch: 1 }).lean<Pick<PersonRecord, "_id" | "name" | "commune" | "branch">[]>()).filter((one) => desk.can("people.read") && reaches(desk.scope("people.read"), one) && (whole || isOwnPerson(desk, one))) : [];
  const tickable = [...new Set([...registered.map((one) => one.contact), ...members])].filter((contact) => !own || own.has(contact));
  const also = await beingsOf(desk.ports, tickable, known.map((one) => one._id));
  const listed: Listed[] = [
    // Only who registered or belongs to the club can be ticked: nobody's chat is entered by guessing its id.
    ...tickable.map((contact) => ({ contact, also: also(contact), name: chat.get(contact) ?? "" })),
    ...known.map((one) => ({ person: one._id, also: also(one._id), name: one.name })),
  ];
  const ticked = await checkInFromList(desk.ports.activities, activity, listed, desk.actor.id, desk.now);
  const typed = await checkInNames(desk.ports.activities, activity, { names: names.filter((name) => name !== ""), namesakes, ...(unit ? { unit } : {}), sees: (rows) => attendanceSeen(desk, rows, whole) }, desk.actor.id, desk.now);
  const entered = ticked + typed.entered;
  if (entered > 0) {
    await desk.audit("activity.attendance", { subject: { kind: "activity", id }, commune: activity.commune, after: { entered } });
    await desk.ports.announce("activities", activity.commune);
  }
  return { entered, alike: typed.alike };
}

export async function undoAttendance(desk: Desk, id: string, row: string): Promise<void> {
  const { activity, whole } = await readShared(desk, id);
  if (!whole && !(await attendanceSeen(desk, await attendanceOf(desk.ports.activities, id), whole)).some((one) => one._id === row)) throw notFound();
  if (!(await undoCheckIn(desk.ports.activities, id, row))) throw notFound();
  await desk.audit("activity.attendance-undone", { subject: { kind: "activity", id }, commune: activity.commune });
  await desk.ports.announce("activities", activity.commune);
}

/** Who was there, for certificates; the look is written down. */
export async function attendanceFor(desk: Desk, id: string, row?: string): Promise<Attendance[]> {
  const { activity, whole } = await readShared(desk, id);
  await desk.audit("activity.certificates", { subject: { kind: "activity", id }, commune: activity.commune, look: true });
  const rows = (await attendanceSeen(desk, await attendanceOf(desk.ports.activities, id), whole)).filter((one) => one.name !== "" && (row === undefined || one._id === row));
  if (rows.length === 0) throw notFound();
  return rows;
}

/** Writes a club's activity into the club's log (R35), with how many came. */
export async function logForClub(desk: Desk, id: string): Promise<void> {
  const activity = await readActivity(desk, id, "activities.write");
  if (!activity.club) throw notFound();
  const on = new Intl.DateTimeFormat("sv-SE", { timeZone: desk.ports.timeZone, dateStyle: "short" }).format(activity.startsAt);
  const there = await desk.ports.clubs.activities.exists({ club: activity.club, on, title: activity.title });
  if (there) return;
  const participants = (await attendanceOf(desk.ports.activities, id)).length;
  await addClubLog(desk.ports.clubs, { club: activity.club, commune: activity.commune, on, title: activity.title, participants, by: desk.actor.id, at: desk.now });
  await desk.audit("club.activity", { subject: { kind: "club", id: activity.club }, commune: activity.commune, after: { on, title: activity.title, participants } });
}
