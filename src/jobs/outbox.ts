import type { OutboundMessage } from "../core/outbound-message.ts";
import { memberJson, type Claim, type Finish, type Outcome } from "../storage/lanes/lanes.ts";
import { answerSeconds, parkedSeconds } from "../storage/noted-broadcasts.ts";
import type { OutboxPorts, RecipientState } from "./outbox-ports.ts";
import { Sender } from "./sender.ts";

export type { OutboxPorts, RecipientState } from "./outbox-ports.ts";

/**
 * Senders of one process: they only wait for platforms. An account that answers slowly holds its share of them and no more. A
 * share bounds what may go out twice when the process dies (replies), and the rate times the time an answer takes (notices: 300
 * a second of answers in 0.4 s).
 */
export const senders = { out: { concurrency: 512, perAccount: 48 }, bulk: { concurrency: 512, perAccount: 128 } } as const;

/** Sends what waits for one person, in order. A notice whose sender died in the middle is not sent again but recorded as unknown. */
export function createOutbox(ports: OutboxPorts): (claim: Claim) => Promise<void> {
  const sender = new Sender(ports);
  return async (claim) => {
    for (const [index, member] of claim.members.entries()) {
      const message = JSON.parse(memberJson(member)) as OutboundMessage;
      const first = index === 0;
      const ending = await sender.deliver({ claim, member, message, slot: first && claim.slot !== undefined, tries: first ? claim.tries : 0, crashed: first && hasBegun(claim, message) });
      if (!ending) return;
      const next = claim.members[index + 1];
      const finish: Finish = next === undefined ? { release: true } : { release: false, next };
      if (ending.sent) finish.trail = ending.sent;
      if (ending.calls !== undefined) finish.calls = { all: ending.calls, withSlot: 1 };
      const record = message.broadcast === undefined ? undefined : outcomeOf(message.broadcast, ending.state);
      if (record) {
        finish.record = record;
        if (ending.state === "s") finish.noticed = { place: message.broadcast!, seconds: answerSeconds };
        if (ending.state === "w") finish.parked = { place: message.broadcast!, until: message.expiresAt ?? Date.now() + parkedSeconds * 1000, id: message.id };
      }
      if (await ports.lanes.finish(claim, member, finish)) continue;
      // The lease ran out while the platform took it: whoever has the lane now says "unknown", and this one knows better.
      if (record && ending.sent) await ports.keepOutcome?.(record);
      return;
    }
  };
}

/** A message that took so many holders with it is not tried for ever. */
const mostCrashes = 5;

/** Whether the message may have gone out by a holder that vanished. Only of notices it is written down; a reply rather goes twice than never. */
function hasBegun({ begun, crashes }: Claim, { urgency }: OutboundMessage): boolean {
  return urgency === "bulk" ? begun || crashes >= mostCrashes : crashes > 0;
}

/** Where a recipient's outcome waits to be moved to the broadcast's rows: `place` is `id|chunk|index`. */
export function outcomeOf(place: string, state: RecipientState): Outcome {
  const at = place.indexOf("|");
  return { broadcast: place.slice(0, at), row: place.slice(at + 1), state };
}
