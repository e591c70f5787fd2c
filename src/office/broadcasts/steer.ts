import { endSeries, firstOfSeries, type Broadcast } from "../../broadcasts/index.ts";
import { reaches } from "../../staff/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { resumeInput } from "./broadcast-input.ts";
import { changed } from "./drafts.ts";
import { readOwn } from "./place.ts";
import { approvers, askedBy } from "./send-off.ts";

/** Nothing more goes out, in any process, within a second or so. */
export async function pauseNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.paused", (work) => work.pause(id));
}

/**
 * Goes on after a pause. One that is held because its list became longer wants a second person's yes to the new count, or the count
 * typed by who is alone, as when it was sent off.
 */
export async function resumeNotice(desk: Desk, id: string, input: unknown = {}): Promise<Broadcast> {
  const { count } = checked(resumeInput, input);
  const broadcast = await readOwn(desk, id, "broadcasts.write");
  if (broadcast.state === "paused" && broadcast.held) await release(desk, broadcast, broadcast.held.count, count);
  return steer(desk, id, "broadcast.resumed", (work) => work.resume(id));
}

async function release(desk: Desk, broadcast: Broadcast, people: number, typed: number | undefined): Promise<void> {
  const { _id, commune, branch, club, approval } = broadcast;
  const second = desk.can("broadcasts.approve") && reaches(desk.scope("broadcasts.approve"), { commune, branch, club }) && askedBy(broadcast) !== desk.actor.id;
  if (!second && (await approvers(desk, broadcast)).length > 0) throw new OfficeError(403, "broadcast-own");
  if (!second && typed !== people) throw new OfficeError(422, "broadcast-count", { fields: { count: "count-differs" }, params: { count: people } });
  const models = desk.ports.broadcasts.broadcasts;
  const released = { ...approval, needed: true, askedAt: approval?.askedAt ?? desk.now, by: desk.actor.id, at: desk.now, count: people };
  const written = await models.updateOne({ _id, state: "paused", "held.count": people } as Record<string, unknown>, { $set: { approval: released }, $unset: { held: 1 }, $inc: { version: 1 } });
  if (written.matchedCount === 0) throw new OfficeError(409, "changed-meanwhile");
  // The one of its series that stands ready was written with the old count.
  await models.updateMany({ follows: firstOfSeries(broadcast), state: "scheduled", "approval.count": { $lt: people } } as Record<string, unknown>, { $set: { "approval.count": people } });
}

/** Ends it; whoever has not got it does not get it any more. */
export async function cancelNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.cancelled", (work) => work.cancel(id));
}

/** One that is over goes to nobody any more who still waits for it. */
export async function withdrawNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.withdrawn", (work) => work.withdraw(id));
}

/** Only this time not: the next one of its series stands ready instead. */
export async function skipNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.skipped", (work) => work.skip(id));
}

/** It comes no more; what is under way goes on. */
export async function endRepeat(desk: Desk, id: string): Promise<Broadcast> {
  const broadcast = await readOwn(desk, id, "broadcasts.write");
  if (!(await endSeries(desk.ports.broadcasts, broadcast, desk.now))) throw new OfficeError(409, "broadcast-not-now");
  await changed(desk, "broadcast.series-ended", broadcast);
  return readOwn(desk, id, "broadcasts.write");
}

/** Tries the failed once more, never those of unknown outcome. Returns how many. */
export async function retryNotice(desk: Desk, id: string): Promise<number> {
  const broadcast = await readOwn(desk, id, "broadcasts.write");
  const again = await desk.ports.notices.retry(id);
  if (again > 0) await changed(desk, "broadcast.tried-again", broadcast, { count: again });
  return again;
}

async function steer(desk: Desk, id: string, act: string, how: (work: Desk["ports"]["notices"]) => Promise<boolean>): Promise<Broadcast> {
  await readOwn(desk, id, "broadcasts.write");
  if (!(await how(desk.ports.notices))) throw new OfficeError(409, "broadcast-not-now");
  const after = await readOwn(desk, id, "broadcasts.write");
  await changed(desk, act, after);
  return after;
}
