import { setTimeout as sleep } from "node:timers/promises";
import { broadcastById, broadcastProgress, noReach, planPage, previewPage, type AccountsReach, type AudiencePorts, type Broadcast, type BroadcastModels, type NoticeRules, type Reach } from "../broadcasts/index.ts";
import type { NotedBroadcasts } from "../storage/noted-broadcasts.ts";

export type PlanPorts = {
  broadcasts: BroadcastModels;
  audience: AudiencePorts;
  /** What each account can do towards people, as known now. */
  accounts: AccountsReach;
  noted: Pick<NotedBroadcasts, "park">;
  /** VND an account has left this month. */
  budgetLeft(account: string): Promise<number>;
  /** In how many calls a contact's platform shows this notice: each is billed. */
  callsOn(broadcast: Broadcast): Promise<(contact: string) => number>;
  /** Who looks at the notice hears that something moved. */
  moved(broadcast: Pick<Broadcast, "_id" | "commune">): Promise<void>;
  rules(commune: string | undefined): Promise<NoticeRules>;
  /** Its senders stop, those who could approve it and its author hear why. Safe to repeat. */
  hold(broadcast: Broadcast, count: number): Promise<void>;
  now(): number;
};

/** People's own words go before: planning gives way for a moment after each page. */
const givesWayMs = 5;

/** Writes a broadcast's rows to their end, chunk by chunk; goes on where it stopped. Sending begins when all are there, see `BroadcastFeeder`. */
export async function planBroadcast(id: string, ports: PlanPorts): Promise<void> {
  const startedAt = ports.now();
  await ports.broadcasts.broadcasts.updateOne({ _id: id, state: "planning", startedAt: { $exists: false } }, { $set: { startedAt } });
  for (let pages = 0; ; pages++) {
    const broadcast = await broadcastById(ports.broadcasts, id);
    if (broadcast?.state !== "planning") return;
    if (broadcast.phase === "planned") return planned(broadcast, ports);
    await planPage(ports.broadcasts, broadcast, ports.audience, ports.accounts, ports.now(), (parked) => ports.noted.park(parked, broadcast.expiresAt));
    if (pages % 10 === 0) await ports.moved(broadcast);
    await sleep(givesWayMs);
  }
}

/** So much longer than approved a list may become by itself: people come and go between the count and the sending. */
const mayGrow = 1.1;

/** The one place every notice comes through with its people known: counted ahead of time, later in a series, approved late. */
async function planned(broadcast: Broadcast, ports: PlanPorts): Promise<void> {
  const count = await moreThanApproved(broadcast, ports);
  if (count !== undefined) {
    await ports.hold(broadcast, count);
    const held = { state: "paused", resumeTo: "sending", held: { at: ports.now(), count }, plannedAt: ports.now() } as const;
    await ports.broadcasts.broadcasts.updateOne({ _id: broadcast._id, state: "planning" }, { $set: held, $inc: { version: 1 } });
    return ports.moved(broadcast);
  }
  await ports.broadcasts.broadcasts.updateOne({ _id: broadcast._id, state: "planning" }, { $set: { state: "sending", plannedAt: ports.now() } });
  await ports.moved(broadcast);
}

/** How many would get a notice of staff, where nobody approved so many. Reads counts of chunks, no rows. */
async function moreThanApproved({ _id, kind, by, commune, approval }: Broadcast, { broadcasts, rules }: PlanPorts): Promise<number | undefined> {
  if (kind !== "notice" || by === undefined) return undefined;
  const { open = 0, counts } = (await broadcastProgress(broadcasts, _id)) ?? {};
  const count = open + (counts?.w ?? 0);
  return count > (await rules(commune)).approveAbove && count > (approval?.count ?? 0) * mayGrow ? count : undefined;
}

/**
 * Counts what a notice would do and keeps it with its draft, page by page so that whoever waits sees it grow. `preview` is the asked
 * count's own number: when the audience changed meanwhile, another one is under way and this one ends.
 */
export async function previewBroadcast(id: string, preview: string, ports: PlanPorts): Promise<void> {
  const reach: Reach = noReach();
  const names: string[] = [];
  let from: { phase: Broadcast["phase"]; cursor: string } = { phase: "contacts", cursor: "" };
  let scanned = 0;
  let accounts: AccountsReach | undefined;
  while (from.phase !== "planned") {
    const broadcast = await broadcastById(ports.broadcasts, id);
    if (broadcast?.preview?.id !== preview) return;
    accounts ??= await priced(broadcast, ports);
    const page = await previewPage(broadcast.audience, broadcast.purpose, ports.audience, accounts, from, reach, names, ports.now());
    scanned += page.scanned;
    from = page;
    const ready = page.phase === "planned";
    if (ready) await addCosts(reach, accounts, ports);
    const written = await ports.broadcasts.broadcasts.updateOne({ _id: id, "preview.id": preview }, { $set: { preview: { id: preview, state: ready ? "ready" : "counting", scanned, reach, names, at: ports.now() } } });
    if (written.matchedCount === 0) return;
    await ports.moved(broadcast);
    await sleep(givesWayMs);
  }
}

/** Accounts whose price is that of the whole notice, however many messages it takes. */
async function priced(broadcast: Broadcast, ports: PlanPorts): Promise<AccountsReach> {
  const callsOn = await ports.callsOn(broadcast);
  return (contact) => {
    const known = ports.accounts(contact);
    const price = known?.windows.price;
    return known && price !== undefined ? { ...known, windows: { ...known.windows, price: price * callsOn(contact) } } : known;
  };
}

/** How long the slowest account takes, and for whom this month's budgets have no room. */
async function addCosts(reach: Reach, accounts: AccountsReach, ports: PlanPorts): Promise<void> {
  for (const [account, people] of Object.entries(reach.byAccount)) {
    const known = accounts(`${account}:-`);
    if (!known) continue;
    reach.seconds = Math.max(reach.seconds, Math.ceil(people / known.perSecond));
    const { price } = known.windows;
    const paid = reach.paidByAccount[account] ?? 0;
    if (price === undefined || paid === 0) continue;
    const left = await ports.budgetLeft(account);
    reach.budgetLeft[account] = left;
    reach.beyondBudget += Math.max(0, paid - Math.floor(left / Math.max(1, price)));
  }
}
