import type { InboundEvent } from "../core/inbound-event.ts";
import { contactParts } from "../core/contact-id.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { gather } from "../storage/gather.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";

export type Intake = (events: InboundEvent[]) => Promise<number>;

/**
 * Makes events durable: after this returns they survive any crash and are played once. Requests that arrive together share
 * one call of the Redis script. Returns how many events were new.
 */
export function createIntake(lanes: Lanes, metrics: Metrics, reorderWindowMs: number): Intake {
  const add = gather(async (batches: InboundEvent[][]) => {
    const events = batches.flat();
    const fresh = await lanes.add("in", events.map(laneItem), reorderWindowMs);
    let at = 0;
    return batches.map((batch) => {
      const own = fresh.slice(at, (at += batch.length));
      count(batch, own, metrics);
      return own.filter(Boolean).length;
    });
  });
  return async (events) => (events.length === 0 ? 0 : add(events));
}

function laneItem(event: InboundEvent) {
  return { contact: event.contact, id: event.id, order: event.order, json: JSON.stringify(event) };
}

function count(events: InboundEvent[], fresh: boolean[], metrics: Metrics): void {
  const { channel } = contactParts(events[0]!.contact);
  const seen = fresh.filter((isNew) => !isNew).length;
  metrics.events.inc({ channel }, events.length);
  if (seen > 0) metrics.duplicates.inc({ channel }, seen);
}
