import { endSeries, type Broadcast } from "../../broadcasts/index.ts";
import type { Desk } from "../desk.ts";
import { OfficeError } from "../office-error.ts";
import { changed } from "./drafts.ts";
import { readOwn } from "./place.ts";

/** Nothing more goes out, in any process, within a second or so. */
export async function pauseNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.paused", (work) => work.pause(id));
}

export async function resumeNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.resumed", (work) => work.resume(id));
}

/** Ends it; whoever has not got it does not get it any more. */
export async function cancelNotice(desk: Desk, id: string): Promise<Broadcast> {
  return steer(desk, id, "broadcast.cancelled", (work) => work.cancel(id));
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
