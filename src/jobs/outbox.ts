import type { OutboundMessage } from "../core/outbound-message.ts";
import { memberJson, type Claim, type Finish } from "../storage/lanes/lanes.ts";
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
      const ending = await sender.deliver({ claim, member, message, slot: first && claim.slot !== undefined, tries: first ? claim.tries : 0, crashed: first && claim.crashes > 0 });
      if (!ending) return;
      const next = claim.members[index + 1];
      const finish: Finish = next === undefined ? { release: true } : { release: false, next };
      if (ending.sent) finish.trail = ending.sent;
      if (ending.calls !== undefined) finish.calls = { all: ending.calls, withSlot: 1 };
      if (message.broadcast) finish.record = recordOf(message.broadcast, ending.state);
      if (!(await ports.lanes.finish(claim, member, finish))) return;
    }
  };
}

/** Where a recipient's outcome waits to be moved to the broadcast's rows: `place` is `id|chunk|index`. */
function recordOf(place: string, state: RecipientState): { key: string; field: string; value: string } {
  const [id, ...row] = place.split("|");
  return { key: `outcomes:${id}`, field: row.join("|"), value: state };
}
