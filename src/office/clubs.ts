import { z } from "zod";
import { activitiesOf, addActivity as add, clubKinds, clubRequests, countMembers, decideRequest, isInactive, leaveClub, requestByCode, type Club, type ClubActivity, type Membership } from "../clubs/index.ts";
import type { ContactId } from "../core/contact-id.ts";
import { reaches, type Scope } from "../staff/index.ts";
import { labelOf, newUnitId } from "../units/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

const line = (most: number) => z.string().transform((text) => text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim()).pipe(z.string().max(most, "too-long"));
const fields = {
  name: line(80).pipe(z.string().min(2, "name-missing")),
  label: line(20),
  kind: z.enum(clubKinds, "field-wrong"),
  leader: line(80),
  schedule: line(160),
  place: line(160),
  description: line(600),
  keywords: z.array(line(40)).max(30, "too-long"),
  admission: z.enum(["open", "leader"], "field-wrong"),
  state: z.enum(["open", "full"], "field-wrong"),
  boardingArea: line(80),
};
export const newClubInput = z.strictObject({ ...fields, commune: z.string().max(60).optional() }).partial().required({ name: true, kind: true });
export const clubChangesInput = z.strictObject(fields).partial();
export const activityInput = z.strictObject({ on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "date-wrong"), title: line(160).pipe(z.string().min(2, "name-missing")), note: line(600).optional(), participants: z.number("field-wrong").int("field-wrong").min(0, "field-wrong").max(100_000, "field-wrong").optional() });

export const requestAnswerInput = z.strictObject({ contact: z.string().max(200, "too-long"), accept: z.boolean("field-wrong"), reason: line(300).optional() });

/** `answerRequest` with what a program sent. */
export async function answerRequestInput(desk: Desk, club: string, input: unknown): Promise<void> {
  const { contact, accept, reason } = checked(requestAnswerInput, input);
  await answerRequest(desk, { club, contact, accept, ...(reason ? { reason } : {}) });
}

export type ListedClub = Club & { members: number; waiting: number; inactive: boolean };

/** Clubs one may see, those with waiting requests first and dissolved ones last. `inactive`: only those without an entry for three months. `from`: so many were seen before. */
export async function listClubs(desk: Desk, { kind, inactive, from = 0, limit = Infinity }: { kind?: string; inactive?: boolean; from?: number; limit?: number } = {}): Promise<ListedClub[]> {
  const scope = desk.scope("clubs.read");
  const own = { ...scope, communes: [...scope.communes, ...communesSeen(desk)] };
  const found = await desk.ports.clubs.clubs.find({ ...within(own), ...(kind ? { kind } : {}) } as Record<string, unknown>).lean<Club[]>();
  const waiting = await waitingByClub(desk, found.map((club) => club._id));
  const listed = found.map((club) => ({ ...club, waiting: waiting.get(club._id) ?? 0, inactive: isInactive(club, desk.now) })).filter((club) => !inactive || club.inactive);
  listed.sort((a, b) => Number(a.state === "dissolved") - Number(b.state === "dissolved") || b.waiting - a.waiting || a.order - b.order || a.name.localeCompare(b.name, "vi"));
  // Counting members is the dear part: only of those that are shown.
  return Promise.all(listed.slice(from, from + limit).map(async (club) => ({ ...club, members: await countMembers(desk.ports.clubs, club._id, desk.now) })));
}

export async function readClub(desk: Desk, id: string, right: "clubs.read" | "clubs.write" | "clubs.approve" = "clubs.read"): Promise<Club> {
  const club = await desk.ports.clubs.clubs.findById(id).lean<Club>();
  const seen = right === "clubs.read" ? communesSeen(desk) : [];
  if (!club || !(holds(desk.scope(right), club) || seen.includes(club.commune ?? ""))) throw notFound();
  return club;
}

export async function createClub(desk: Desk, input: unknown): Promise<Club> {
  const given = checked(newClubInput, input);
  const scope = desk.scope("clubs.write");
  const there = [...desk.tree.all.values()].filter((unit) => unit.active && (unit.kind === "commune-union" || unit.kind === "grassroots-union"));
  const commune = given.commune ?? (scope.communes.length === 1 ? scope.communes[0] : there.length === 1 ? there[0]!._id : undefined);
  if (!commune || !desk.tree.all.has(commune) || !reaches(scope, { commune })) throw new OfficeError(422, "fields-wrong", { fields: { commune: "commune-missing" } });
  const club: Club = {
    leader: "", schedule: "", place: "", description: "", keywords: [], state: "open", admission: "leader",
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Pick<Club, "name" | "kind">),
    label: given.label || labelOf(given.name.replace(/^(CLB|Câu lạc bộ|Đội|Nhóm)\s+/iu, "")),
    _id: newUnitId(given.name), commune, order: await desk.ports.clubs.clubs.countDocuments({ commune }), foundedAt: desk.now, revision: 1,
  };
  await desk.ports.clubs.clubs.create(club);
  await changed(desk, "club.created", club, undefined, club);
  return club;
}

export async function updateClub(desk: Desk, id: string, input: unknown, revision?: number): Promise<Club> {
  const club = await readClub(desk, id, "clubs.write");
  const given = Object.fromEntries(Object.entries(checked(clubChangesInput, input)).filter(([, value]) => value !== undefined)) as Partial<Club>;
  if (club.state === "dissolved") throw new OfficeError(409, "club-dissolved");
  return write(desk, club, given, "club.changed", revision);
}

/** Ends a club: its people stay known as former members, nobody finds it in chat any more. */
export async function dissolveClub(desk: Desk, id: string): Promise<Club> {
  return write(desk, await readClub(desk, id, "clubs.write"), { state: "dissolved" }, "club.dissolved");
}

export async function reopenClub(desk: Desk, id: string): Promise<Club> {
  return write(desk, await readClub(desk, id, "clubs.write"), { state: "open" }, "club.reopened");
}

export type ClubMember = Membership & { name: string };

/** A club's people or those who wait, with the names they gave in chat. */
export async function clubPeople(desk: Desk, id: string, state: "active" | "requested", { after = "", limit = 100 }: { after?: string; limit?: number } = {}): Promise<ClubMember[]> {
  const club = await readClub(desk, id, "clubs.approve");
  const found = await desk.ports.clubs.memberships.find({ _id: { $gt: `${id}|${after}`, $lt: `${id}}` } }).where({ state }).sort({ _id: 1 }).limit(limit).lean<Membership[]>();
  await desk.audit("club.people", { subject: { kind: "club", id }, commune: club.commune, look: true });
  return named(desk, found);
}

/** Everybody who waits for an answer of the one at the desk, the longest first. */
export async function waitingRequests(desk: Desk): Promise<(ClubMember & { clubName: string })[]> {
  const clubs = (await desk.ports.clubs.clubs.find({ ...within(desk.scope("clubs.approve")), state: { $ne: "dissolved" } } as Record<string, unknown>, { name: 1 }).lean<Pick<Club, "_id" | "name">[]>());
  const requests = await named(desk, await clubRequests(desk.ports.clubs, clubs.map((club) => club._id)));
  return requests.map((one) => ({ ...one, clubName: clubs.find((club) => club._id === one.club)!.name }));
}

/** Yes or no to a request, told to the person in chat. Of two answers the first counts: 409. */
export async function answerRequest(desk: Desk, { club: id, contact, accept, reason }: { club: string; contact: ContactId; accept: boolean; reason?: string }): Promise<void> {
  const club = await readClub(desk, id, "clubs.approve");
  const decided = await decideRequest(desk.ports.clubs, { club: id, contact, accept, by: desk.actor.id, now: desk.now });
  if (!decided) throw new OfficeError(409, "request-decided");
  await desk.audit(accept ? "club.accepted" : "club.refused", { subject: { kind: "club", id }, commune: club.commune });
  await desk.ports.tell({ id: `club-answer|${id}|${contact}|${desk.now}`, contact, key: accept ? "club-request:accepted" : "club-request:refused", params: { club: club.name, schedule: club.schedule, place: club.place, reason: reason?.trim().slice(0, 300) ?? "" } });
  await desk.ports.announce("clubs", club.commune);
}

/** The request behind the code a chat button carries. */
export async function requestOf(desk: Desk, code: string): Promise<{ club: Club; request: ClubMember } | undefined> {
  const request = await requestByCode(desk.ports.clubs, code);
  const club = request && (await desk.ports.clubs.clubs.findById(request.club).lean<Club>());
  if (!request || !club || !desk.can("clubs.approve") || !holds(desk.scope("clubs.approve"), club)) return undefined;
  return { club, request: (await named(desk, [request]))[0]! };
}

export async function removeMember(desk: Desk, id: string, contact: ContactId): Promise<void> {
  const club = await readClub(desk, id, "clubs.approve");
  if (await leaveClub(desk.ports.clubs, { club: id, contact, mark: `office|${desk.now}`, now: desk.now })) await desk.audit("club.removed", { subject: { kind: "club", id }, commune: club.commune });
}

export async function addClubActivity(desk: Desk, id: string, input: unknown): Promise<ClubActivity> {
  const club = await readClub(desk, id, "clubs.approve");
  const { on, title, note, participants } = checked(activityInput, input);
  const activity = await add(desk.ports.clubs, { club: id, commune: club.commune ?? "", on, title, ...(note ? { note } : {}), ...(participants === undefined ? {} : { participants }), by: desk.actor.id, at: desk.now });
  await desk.audit("club.activity", { subject: { kind: "club", id }, commune: club.commune, after: activity });
  return activity;
}

export async function clubActivities(desk: Desk, id: string): Promise<ClubActivity[]> {
  await readClub(desk, id);
  return activitiesOf(desk.ports.clubs, id);
}

/** Clubs are no secret: whoever works in a branch sees those of its commune. */
function communesSeen(desk: Desk): string[] {
  return [...new Set(desk.scope("clubs.read").branches.map((branch) => desk.tree.communeOf(branch)))];
}

async function named(desk: Desk, memberships: Membership[]): Promise<ClubMember[]> {
  const names = await desk.ports.contacts.namesOf(memberships.map((one) => one.contact));
  return memberships.map((one) => ({ ...one, name: names.get(one.contact) ?? "" }));
}

async function waitingByClub(desk: Desk, clubs: string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const one of await clubRequests(desk.ports.clubs, clubs)) counts.set(one.club, (counts.get(one.club) ?? 0) + 1);
  return counts;
}

async function write(desk: Desk, club: Club, changes: Partial<Club>, act: string, revision?: number): Promise<Club> {
  if (revision !== undefined && revision !== (club.revision ?? 0)) throw new OfficeError(409, "changed-meanwhile");
  const when = club.revision === undefined ? { revision: { $exists: false } } : { revision: club.revision };
  const written = await desk.ports.clubs.clubs.updateOne({ _id: club._id, ...when }, { $set: changes, $inc: { revision: 1 } });
  if (written.matchedCount === 0) throw new OfficeError(409, "changed-meanwhile");
  const after = { ...club, ...changes, revision: (club.revision ?? 0) + 1 };
  await changed(desk, act, after, club, after);
  return after;
}

async function changed(desk: Desk, act: string, club: Club, before: object | undefined, after: object): Promise<void> {
  await desk.audit(act, { subject: { kind: "club", id: club._id }, commune: club.commune, ...(before ? { before } : {}), after });
  await desk.ports.announce("clubs", club.commune);
}

function within(scope: Scope): Record<string, unknown> {
  if (scope.all) return {};
  const either = [...(scope.communes.length > 0 ? [{ commune: { $in: [...scope.communes] } }] : []), ...(scope.clubs.length > 0 ? [{ _id: { $in: [...scope.clubs] } }] : [])];
  return either.length === 0 ? { _id: { $in: [] } } : either.length === 1 ? either[0]! : { $or: either };
}

function holds(scope: Scope, club: Club): boolean {
  return reaches(scope, { commune: club.commune, club: club._id });
}
