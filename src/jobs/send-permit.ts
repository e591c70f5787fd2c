import type { Channel } from "../channels/contract.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { accountOf } from "../storage/lanes/lanes.ts";
import type { OutboxPorts } from "./outbox-ports.ts";

/** A message may go out. `refund` when it certainly did not; `sent`: so many of its calls that did. */
export type Permit = { refund(sent?: number): Promise<void> };

const free: Permit = { refund: async () => {} };

/**
 * Whether a notice may go out although its window was to end by now: the person may have acted since, staff may do more than
 * bots, and the account may have a budget, from which each of its `calls` is billed. Undefined: the window is closed.
 */
export async function permitFor(message: OutboundMessage, channel: Channel, ports: OutboxPorts, calls: () => Promise<number>): Promise<Permit | undefined> {
  if (message.urgency !== "bulk" || message.windowEnds === undefined || message.windowEnds > Date.now()) return free;
  const rule = (await ports.windowRule?.(message.to)) ?? "closed";
  if (rule === "free" || (rule === "staff" && message.author === "staff")) return free;
  return rule === "paid" ? paid(accountOf(message.to), channel.policy.paidPrice, await calls(), ports) : undefined;
}

async function paid(account: string, price: number | undefined, calls: number, { spending }: OutboxPorts): Promise<Permit | undefined> {
  const reservation = spending && price !== undefined ? await spending.reserve(account, price * calls) : undefined;
  return reservation && { refund: (sent = 0) => spending!.refund({ ...reservation, price: price! * Math.max(0, calls - sent) }) };
}
