import type { Broadcast } from "../../broadcasts/index.ts";
import { reaches, scopeOf, type StaffMember } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { sendInput } from "./broadcast-input.ts";
import { changed, countAudience, write } from "./drafts.ts";
import { readOwn } from "./place.ts";

const dayMs = 86_400_000;
/** A count is news for so long: people come and go, windows close. */
const countHoldsMs = 3_600_000;

export type SentOff = { broadcast: Broadcast; outcome: "sending" | "scheduled" | "waiting" };

/**
 * Sends a counted draft off: at once, at its time, or first to a second person where it goes to many. The same words of the last day
 * and a wrong count are asked about (409, 422) and change nothing.
 */
export async function sendOff(desk: Desk, id: string, input: unknown, version?: number): Promise<SentOff> {
  const draft = await readOwn(desk, id, "broadcasts.write");
  const { at = draft.at, anyway, count } = checked(sendInput, input);
  if (draft.state !== "draft") throw new OfficeError(409, "broadcast-sent-off");
  if (draft.preview?.state !== "ready") throw new OfficeError(409, "broadcast-not-counted");
  if (draft.preview.at < desk.now - countHoldsMs) {
    await countAudience(desk, id);
    throw new OfficeError(409, "broadcast-count-old");
  }
  const people = peopleOf(draft);
  if (people === 0) throw new OfficeError(409, "broadcast-nobody");
  if (!anyway && (await sameWords(desk, draft))) throw new OfficeError(409, "broadcast-same-words");
  checkExpiry(draft, Math.max(desk.now, at ?? 0));
  const rules = await desk.ports.notices.rules(draft.commune);
  const big = people > rules.approveAbove;
  if (big && (await approvers(desk, draft)).length > 0) {
    await write(desk, draft, { $set: { state: "waiting", approval: { needed: true, askedAt: desk.now, askedBy: desk.actor.id, count: people }, ...(at === undefined ? {} : { at }) } }, version, ["draft"]);
    await changed(desk, "broadcast.sent-for-approval", draft, { count: people });
    await callApprovers(desk, draft, people);
    return { broadcast: await readOwn(desk, id), outcome: "waiting" };
  }
  // Alone with a big list: whoever types the number has looked at it.
  if (big && count !== people) throw new OfficeError(422, "broadcast-count", { fields: { count: "count-differs" }, params: { count: people } });
  return begin(desk, draft, at, version, { needed: false, askedAt: desk.now, askedBy: desk.actor.id, count: people });
}

/** Who sent it off: somebody else has to say yes. */
export function askedBy({ approval, by }: Pick<Broadcast, "approval" | "by">): string | undefined {
  return approval?.askedBy ?? by;
}

/** Says to those who could approve that a notice waits; `version` is that of the draft, so that the same call is one message. */
export async function callApprovers(desk: Desk, { _id, version, commune }: Pick<Broadcast, "_id" | "version" | "commune">, count: number): Promise<void> {
  await desk.ports.callStaff({ id: `approve-${_id}-${version}`, right: "broadcasts.approve", commune, except: desk.actor.id, key: "staff-news:broadcast-waits", params: { count, name: desk.actor.name } });
}

/** A second person's yes to the notice as they read it: `version` is that one. Not one's own notice, nor to other people than were counted. */
export async function approveBroadcast(desk: Desk, id: string, version?: number): Promise<SentOff> {
  const draft = await readOwn(desk, id, "broadcasts.approve");
  if (draft.state !== "waiting") throw new OfficeError(409, "broadcast-not-waiting");
  if (askedBy(draft) === desk.actor.id) throw new OfficeError(403, "broadcast-own");
  if (draft.preview?.state !== "ready") throw new OfficeError(409, "broadcast-not-counted");
  if (peopleOf(draft) !== draft.approval?.count) throw new OfficeError(409, "broadcast-count-moved");
  return begin(desk, draft, draft.at, version, { ...draft.approval!, by: desk.actor.id, at: desk.now });
}

/** A second person's no: it is a draft again. Its author may take it back too. */
export async function sendBack(desk: Desk, id: string): Promise<Broadcast> {
  const draft = await readOwn(desk, id, desk.can("broadcasts.approve") ? "broadcasts.approve" : "broadcasts.write");
  if (draft.state !== "waiting") throw new OfficeError(409, "broadcast-not-waiting");
  await write(desk, draft, { $set: { state: "draft" }, $unset: { approval: 1 } }, undefined, ["waiting"]);
  await changed(desk, "broadcast.sent-back", draft);
  // Who wrote it in chat waits there for an answer.
  if (draft.reportTo && draft.by !== desk.actor.id) await desk.ports.tell({ id: `sent-back-${id}-${draft.version}`, contact: draft.reportTo, key: "send-notice:sent-back", params: { name: desk.actor.name } });
  return readOwn(desk, id);
}

/** Takes a scheduled notice back into the drafts. */
export async function unschedule(desk: Desk, id: string): Promise<Broadcast> {
  const planned = await readOwn(desk, id, "broadcasts.write");
  // What the service sends by itself has no words of staff to change.
  if (planned.kind !== "notice") throw new OfficeError(409, "broadcast-sent-off");
  await write(desk, planned, { $set: { state: "draft" }, $unset: { approval: 1 } }, undefined, ["scheduled"]);
  await changed(desk, "broadcast.unscheduled", planned);
  return readOwn(desk, id);
}

async function begin(desk: Desk, draft: Broadcast, at: number | undefined, version: number | undefined, approval: NonNullable<Broadcast["approval"]>): Promise<SentOff> {
  const later = at !== undefined && at > desk.now;
  const from = later ? at : desk.now;
  checkExpiry(draft, from);
  const set = { state: later ? "scheduled" : "planning", approval, ...(draft.expiryChosen ? {} : { expiresAt: Math.max(draft.expiresAt, from + dayMs) }), ...(later ? { at } : { startedAt: desk.now }) };
  await write(desk, draft, { $set: set }, version, [draft.state]);
  if (!later) await desk.ports.notices.plan(draft._id);
  const broadcast = await readOwn(desk, draft._id);
  await changed(desk, later ? "broadcast.scheduled" : "broadcast.sent-off", broadcast, { count: approval.count ?? 0 });
  return { broadcast, outcome: later ? "scheduled" : "sending" };
}

/** An end that staff chose is kept: whoever sends it off later has to choose another. */
function checkExpiry({ expiryChosen, expiresAt }: Broadcast, from: number): void {
  if (expiryChosen && expiresAt <= from) throw new OfficeError(422, "broadcast-expired", { fields: { expiresAt: "time-past" } });
}

/** People who would get it, now or with their next word. */
export function peopleOf({ preview }: Pick<Broadcast, "preview">): number {
  const reach = preview?.reach;
  return reach ? reach.now + reach.paid + reach.later : 0;
}

async function sameWords(desk: Desk, { _id, fingerprint }: Broadcast): Promise<boolean> {
  const same = await desk.ports.broadcasts.broadcasts.find({ fingerprint, _id: { $ne: _id } } as Record<string, unknown>, { state: 1, startedAt: 1, createdAt: 1 }).lean<Broadcast[]>();
  // A cancelled one may have reached many before.
  const began = ({ state, startedAt, createdAt }: Broadcast): number => startedAt ?? (state === "cancelled" ? 0 : createdAt);
  return same.some((one) => one.state !== "draft" && (!["done", "cancelled"].includes(one.state) || began(one) > desk.now - dayMs));
}

/** Others who could approve: their own accounts, over this place. */
export async function approvers(desk: Desk, { commune }: Pick<Broadcast, "commune">): Promise<StaffMember[]> {
  const all = await desk.ports.staff.members.find({ state: "active", _id: { $ne: desk.actor.id } }).lean<StaffMember[]>();
  return all.filter(({ grants }) => {
    const scope = scopeOf(grants, "broadcasts.approve", desk.tree);
    return scope && reaches(scope, { commune });
  });
}
