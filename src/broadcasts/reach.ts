import type { ContactId } from "../core/contact-id.ts";
import type { Reachability } from "../storage/contacts.ts";
import type { AudiencePerson } from "./audience/audience-page.ts";
import type { Purpose, RowState } from "./model.ts";
import type { Reach, ReachReason } from "./reach-totals.ts";

/** How long after a person's last act an account may write to them: for nothing, and billed at `price` VND a message where it has a budget. Undefined: for ever. */
export type Windows = { freeMs?: number; paidMs?: number; price?: number };

/** What an account can do; undefined: it is off. `perSecond`: its pace. */
export type AccountReach = { windows: Windows; perSecond: number };
export type AccountsReach = (contact: ContactId) => AccountReach | undefined;

export type Way =
  /** `until`: when the free window ends, as known now. */
  | { rule: "free"; contact: ContactId; until?: number }
  | { rule: "paid"; contact: ContactId; price: number; until: number }
  | { rule: "parked"; contact: ContactId }
  | { rule: Exclude<ReachReason, "parked">; contact?: ContactId };

const better: readonly Way["rule"][] = ["free", "paid", "parked", "blocked", "channel-off", "never-started"];

/**
 * The one way to a person, by what their platforms allow now: free before billed before waiting for their next word; among equals
 * where they wrote last. Somebody who stopped such messages on one channel stopped them on all.
 */
export function wayTo(person: Pick<AudiencePerson, "contacts" | "others">, purpose: Purpose | undefined, accounts: AccountsReach, now: number): Way {
  const { contacts, others = [] } = person;
  if (purpose !== undefined && [...contacts, ...others].some((one) => hasStopped(one, purpose))) return { rule: "opted-out", contact: contacts[0]!._id };
  const ways = contacts.toSorted((a, b) => b.lastInboundAt - a.lastInboundAt).map((contact) => wayOn(contact, accounts(contact._id), now));
  return ways.sort((a, b) => better.indexOf(a.rule) - better.indexOf(b.rule))[0] ?? { rule: "never-started" };
}

export function hasStopped(contact: Pick<Reachability, "stopped" | "stoppedFor">, purpose: Purpose): boolean {
  return contact.stopped || Boolean(contact.stoppedFor?.includes(purpose));
}

function wayOn(contact: Reachability, account: AccountReach | undefined, now: number): Way {
  if (!account) return { rule: "channel-off", contact: contact._id };
  if (!contact.reachable) return { rule: "blocked", contact: contact._id };
  const { freeMs, paidMs, price } = account.windows;
  if (freeMs === undefined) return { rule: "free", contact: contact._id };
  const until = contact.lastInboundAt + freeMs;
  if (now <= until) return { rule: "free", contact: contact._id, until };
  if (paidMs !== undefined && now - contact.lastInboundAt <= paidMs) return { rule: "paid", contact: contact._id, price: price ?? 0, until };
  return { rule: "parked", contact: contact._id };
}

const finalStates: Record<ReachReason, RowState> = { parked: "w", "opted-out": "o", blocked: "x", "never-started": "n", "channel-off": "f:channel-off" };

/** The letter a row has from the start; undefined: it is to be sent. */
export function firstState(way: Way): RowState | undefined {
  return way.rule === "free" || way.rule === "paid" ? undefined : finalStates[way.rule];
}

/** Adds one person to the planner's totals. */
export function addReach(reach: Reach, way: Way, channel: string | undefined, account: string | undefined): void {
  reach.total++;
  if (way.rule === "free") reach.now++;
  else if (way.rule === "paid") {
    reach.paid++;
    reach.cost += way.price;
  } else if (way.rule === "parked") reach.later++;
  else reach.unreachable[way.rule] = (reach.unreachable[way.rule] ?? 0) + 1;
  if (way.rule !== "free" && way.rule !== "paid") return;
  if (channel) reach.byChannel[channel] = (reach.byChannel[channel] ?? 0) + 1;
  if (account) reach.byAccount[account] = (reach.byAccount[account] ?? 0) + 1;
  if (account && way.rule === "paid") reach.paidByAccount[account] = (reach.paidByAccount[account] ?? 0) + 1;
}
