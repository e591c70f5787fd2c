/** Why somebody is not reached by a notice now. */
export const reachReasons = ["parked", "opted-out", "blocked", "never-started", "channel-off"] as const;
export type ReachReason = (typeof reachReasons)[number];

/** What a notice would do, in people: one each, however many channels they have. */
export type Reach = {
  total: number;
  /** Sent at once, free of charge. */
  now: number;
  /** Sent at once, billed; `cost` VND in all, `beyondBudget` people of them for whom the month's budget has no room. */
  paid: number;
  cost: number;
  beyondBudget: number;
  /** Get it with their next word. */
  later: number;
  unreachable: Partial<Record<ReachReason, number>>;
  byAccount: Record<string, number>;
  paidByAccount: Record<string, number>;
  /** VND left this month, of accounts with billed messages; asked when the count was ready. */
  budgetLeft: Record<string, number>;
  byChannel: Record<string, number>;
  /** Seconds the slowest account takes at its pace. */
  seconds: number;
};

export function noReach(): Reach {
  return { total: 0, now: 0, paid: 0, cost: 0, beyondBudget: 0, later: 0, unreachable: {}, byAccount: {}, paidByAccount: {}, budgetLeft: {}, byChannel: {}, seconds: 0 };
}
