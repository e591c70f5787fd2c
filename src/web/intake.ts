import { contactParts } from "../core/contact-id.ts";
import type { InboundEvent } from "../core/inbound-event.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { gather } from "../storage/gather.ts";
import { accountOf, type Lanes } from "../storage/lanes/lanes.ts";
import type { LastEvents } from "../storage/last-events.ts";

/** Redis does not answer in time: the sender is told to come again, and what was written all the same is not played twice. */
export class IntakeLate extends Error {
  override name = "IntakeLate";
  readonly status = 503;
}

const patienceMs = 1_800;

export type Intake = (events: InboundEvent[], notes?: PlatformNote[]) => Promise<number>;

type Batch = { events: InboundEvent[]; notes: PlatformNote[] };

/**
 * Makes events and notes durable: after this returns they survive any crash and are played once. Requests that arrive together share
 * one call of the Redis script. Returns how many events were new. `seen` hears which accounts live.
 */
export function createIntake(lanes: Lanes, metrics: Metrics, reorderWindowMs: number, seen?: Pick<LastEvents, "see">): Intake {
  const add = gather(async (batches: Batch[]) => {
    const events = batches.flatMap((batch) => batch.events);
    const notes = batches.flatMap((batch) => batch.notes);
    const [fresh] = await Promise.all([
      lanes.add("in", events.map((event) => laneItem(event, event.order)), reorderWindowMs),
      lanes.add("note", notes.map((note) => laneItem(note, note.at)), reorderWindowMs),
    ]);
    let at = 0;
    return batches.map((batch) => {
      const own = fresh.slice(at, (at += batch.events.length));
      count(batch.events, own, metrics);
      return own.filter(Boolean).length;
    });
  });
  let late: Promise<unknown> | undefined;
  return async (events, notes = []) => {
    if (events.length + notes.length === 0) return 0;
    // Nothing is heaped up behind a Redis that hangs: the platforms keep it and come again.
    if (late) throw new IntakeLate("the queue does not answer");
    const work = add({ events, notes });
    const news = await inTime(work).catch((error: unknown) => {
      if (error instanceof IntakeLate && !late) late = work.then(() => (late = undefined), () => (late = undefined));
      throw error;
    });
    const now = Date.now();
    for (const one of seen ? [...events, ...notes] : []) seen!.see(accountOf(one.contact), now);
    return news;
  };
}

async function inTime<Answer>(work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new IntakeLate("the queue did not answer in time")), patienceMs)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {}); // its end after the deadline is nobody's any more
  }
}

function laneItem(item: InboundEvent | PlatformNote, order: number) {
  return { contact: item.contact, id: item.id, order, json: JSON.stringify(item) };
}

function count(events: InboundEvent[], fresh: boolean[], metrics: Metrics): void {
  if (events.length === 0) return;
  const { channel } = contactParts(events[0]!.contact);
  const seen = fresh.filter((isNew) => !isNew).length;
  metrics.events.inc({ channel }, events.length);
  if (seen > 0) metrics.duplicates.inc({ channel }, seen);
}
