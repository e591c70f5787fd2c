import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  accountsToFeed, calmAt, firstState, handedOver, nextBatch, wayTo,
  type AccountsReach, type Batch, type Broadcast, type BroadcastModels, type Calm, type NoticeRules, type RowState, type RowToSend, type Way,
} from "../broadcasts/index.ts";
import type { OutboundMedia, OutboundMessage } from "../core/outbound-message.ts";
import type { Logger } from "../runtime/logger.ts";
import { breath } from "../storage/breath.ts";
import type { Contacts, Reachability } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { NotedBroadcasts } from "../storage/noted-broadcasts.ts";
import { familiesOf, type FamilyPorts } from "./families.ts";
import { factsFor, noticeMessage, type FactsPorts, type NoticeFor } from "./notice-message.ts";
import type { Say } from "./notice-text.ts";
import { noLongerMeant, type MeantPorts } from "./still-meant.ts";
import { isTransient } from "./transient.ts";

/** One process feeds at a time; another takes over when it is silent for so long, well before lists are empty: to fill them all at once would hold up its sends. */
const leaseMs = 1_500;
const restMs = 60;
const longestRestMs = 400;
/** Accounts of a broadcast are looked for anew so often; in between they only get fewer, but for rows that return after a pause or a night. */
const lookAgainMs = { atFirst: 2_000, later: 10_000 } as const;
const atFirstMs = 10_000;
/** How far ahead an account's list is filled: seconds of its pace, within these numbers. Longer than a store that died takes to come back. */
const aheadSeconds = 5;
const [leastAhead, mostAhead] = [20, 2_000];
/** Rows handed over at once; fewer where there is time, for each lot holds up this process for some milliseconds. */
const mostAtOnce = { hungry: 250, else: 80 } as const;
/** Messages in one call to Redis: a script that runs for long delays everybody. */
const mostInCall = 50;

export type FeedPorts = MeantPorts & FactsPorts & {
  broadcasts: BroadcastModels;
  contacts: Contacts;
  kinOf: FamilyPorts["kinOf"];
  lanes: Lanes;
  accounts: AccountsReach;
  noted: Pick<NotedBroadcasts, "park">;
  rules(commune: string | undefined): Promise<NoticeRules>;
  /** A file of the media room as platforms fetch it. */
  image(id: string): Promise<OutboundMedia | undefined>;
  text: Say;
  timeZone: string;
  logger: Logger;
};

type Fed = { accounts: Map<string, { returned: boolean }>; version: number; since: number; lookedAt: number; handed: { at: number; count: number } };

type Due = { broadcast: Broadcast; fed: Fed; calm: Calm };

/**
 * Hands the rows of all broadcasts over to their people's lists, only as far ahead as each account sends, so that a pause finds
 * little under way, people who stop in between are heard, and several units' broadcasts on one account go on side by side.
 */
export class BroadcastFeeder {
  private readonly ports: FeedPorts;
  private readonly me = randomUUID();
  private readonly fed = new Map<string, Fed>();
  private readonly calms = new Map<string, { at: number; calm: Calm }>();
  private running = false;
  private loop: Promise<void> | undefined;
  private turn = 0;
  /** Whether this process was the one that feeds when it last asked. */
  leading = false;

  constructor(ports: FeedPorts) {
    this.ports = ports;
  }

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
    await this.giveLeaseUp().catch(() => {});
  }

  private async run(): Promise<void> {
    let rest = restMs;
    while (this.running) {
      try {
        this.leading = await this.leads();
        const handed = this.leading ? await this.step() : 0;
        rest = handed > 0 ? 0 : Math.min(longestRestMs, Math.max(restMs, rest * 1.5));
      } catch (error) {
        this.ports.logger.warn({ err: error }, "notices could not be handed over");
        rest = longestRestMs;
      }
      await sleep(rest);
    }
  }

  /** One round over all broadcasts and accounts. Returns how many rows were handed over or decided. */
  async step(): Promise<number> {
    // Planned to the end first: people come by account, and all accounts are to work side by side.
    const active = await this.ports.broadcasts.broadcasts.find({ state: "sending" }).sort({ createdAt: 1 }).lean<Broadcast[]>();
    for (const id of this.fed.keys()) if (!active.some((one) => one._id === id)) this.fed.delete(id);
    const due: Due[] = [];
    for (const broadcast of active) {
      const calm = await this.calmOf(broadcast);
      if (calm.quiet) continue;
      const fed = await this.look(broadcast);
      if (fed.accounts.size > 0) due.push({ broadcast, fed, calm });
    }
    if (due.length === 0) return 0;
    const accounts = [...new Set(due.flatMap(({ fed }) => [...fed.accounts.keys()]))];
    const queued = await this.ports.lanes.queued("bulk", accounts);
    const rooms = accounts.map((account, i) => ({ account, ahead: this.aheadOf(account), queued: busyOf(queued[i]!) })).filter(({ ahead, queued }) => ahead - queued >= Math.min(mostAtOnce.else, ahead / 2));
    this.turn++;
    // Who would soon have nothing to send is served at once; for the others it takes its time, for people who write wait for the same store.
    const hungry = rooms.filter(({ ahead, queued }) => queued < ahead / 4);
    let handed = (await inTurns(hungry, 3, ({ account, ahead, queued }) => this.feedAll(due, account, Math.min(mostAtOnce.hungry, ahead - queued)))).reduce((sum, one) => sum + one, 0);
    for (const { account, ahead, queued } of rooms) {
      if (queued < ahead / 4) continue;
      const began = performance.now();
      handed += await this.feedAll(due, account, Math.min(mostAtOnce.else, ahead - queued));
      await breath(began);
    }
    return handed;
  }

  /** One account, for all broadcasts that have rows for it. */
  private async feedAll(due: Due[], account: string, room: number): Promise<number> {
    const wanting = due.filter(({ fed }) => fed.accounts.has(account));
    let sum = 0;
    // Whose turn it is to be first changes, so that a remainder does not always fall to the same.
    for (let i = 0; i < wanting.length; i++) {
      const { broadcast, fed, calm } = wanting[(i + this.turn) % wanting.length]!;
      try {
        sum += await this.feed(broadcast, fed, calm, account, Math.ceil(room / wanting.length));
      } catch (error) {
        // One that cannot be written out must not keep the others from going.
        if (isTransient(error)) throw error;
        this.ports.logger.error({ err: error, broadcast: broadcast._id }, "a notice could not be handed over");
      }
    }
    return sum;
  }

  private aheadOf(account: string): number {
    const perSecond = this.ports.accounts(`${account}:-`)?.perSecond ?? 1;
    return Math.max(leastAhead, Math.min(mostAhead, Math.ceil(perSecond * aheadSeconds)));
  }

  private async look(broadcast: Broadcast): Promise<Fed> {
    const known = this.fed.get(broadcast._id);
    const now = performance.now();
    const same = known?.version === broadcast.version ? known : undefined;
    if (same && now - same.lookedAt < (now - same.since < atFirstMs ? lookAgainMs.atFirst : lookAgainMs.later)) return same;
    const accounts = await accountsToFeed(this.ports.broadcasts, broadcast._id);
    const fed: Fed = { accounts, version: broadcast.version, since: same?.since ?? now, lookedAt: now, handed: known?.handed ?? { at: this.ports.now(), count: 0 } };
    this.fed.set(broadcast._id, fed);
    return fed;
  }

  private async calmOf({ commune, urgent }: Broadcast): Promise<Calm> {
    const now = this.ports.now();
    if (urgent) return { quiet: false, until: Infinity };
    const known = this.calms.get(commune ?? "");
    if (known && now - known.at < 3_000 && now < known.calm.until) return known.calm;
    const calm = calmAt(await this.ports.rules(commune), now, this.ports.timeZone);
    this.calms.set(commune ?? "", { at: now, calm });
    return calm;
  }

  private async feed(broadcast: Broadcast, fed: Fed, calm: Calm, account: string, room: number): Promise<number> {
    const most = Math.min(room, this.throttle(broadcast, fed));
    if (most <= 0) return 0;
    const batch = await nextBatch(this.ports.broadcasts, broadcast, account, most, fed.accounts.get(account)?.returned);
    if (!batch) {
      fed.accounts.delete(account);
      return 0;
    }
    await this.handOver(broadcast, batch, calm);
    fed.handed.count += batch.rows.length;
    return Math.max(1, batch.rows.length);
  }

  /** How many a broadcast with a throttle may have handed over by now. */
  private throttle({ perMinute }: Broadcast, fed: Fed): number {
    if (!perMinute) return Infinity;
    const minutes = (this.ports.now() - fed.handed.at) / 60_000;
    if (minutes > 2) fed.handed = { at: this.ports.now() - 60_000, count: Math.max(0, fed.handed.count - Math.floor(perMinute * (minutes - 1))) };
    return Math.floor(perMinute * ((this.ports.now() - fed.handed.at) / 60_000)) + Math.ceil(perMinute / 60) - fed.handed.count;
  }

  /** Looks at each person once more: much may have changed since the rows were written. */
  private async handOver(broadcast: Broadcast, batch: Batch, calm: Calm): Promise<void> {
    const { lanes, noted } = this.ports;
    const families = await familiesOf(batch.rows.map((row) => row.contact), this.ports);
    const decided: { index: number; state: RowState }[] = [];
    const items: { contact: string; id: string; json: string }[] = [];
    const parked: { contact: string; place: string }[] = [];
    const image = broadcast.content.image === undefined ? undefined : await this.ports.image(broadcast.content.image);
    const past = await noLongerMeant(broadcast, families, this.ports);
    const facts = await factsFor(broadcast, [...families.values()], this.ports);
    for (const row of batch.rows) {
      if (past.has(row.contact)) {
        decided.push({ index: row.index, state: "c" });
        continue;
      }
      const family = families.get(row.contact) ?? [];
      const way = this.wayNow(broadcast, row.contact, family);
      const person = family.find((one) => one._id === way.contact);
      const state = firstState(way);
      if (person && state === undefined) items.push(this.itemOf(broadcast, batch.chunk, row, { person, windowEnds: "until" in way ? way.until : undefined, image, facts: facts.get(person._id) }, calm));
      else decided.push({ index: row.index, state: state ?? "x" });
      if (state === "w") parked.push(...family.map(({ _id }) => ({ contact: _id, place: `${batch.chunk}|${row.index}` })));
    }
    await noted.park(parked, broadcast.expiresAt);
    for (let from = 0; from < items.length; from += mostInCall) await lanes.add("bulk", items.slice(from, from + mostInCall));
    await handedOver(this.ports.broadcasts, batch, decided);
  }

  /** The contact that was chosen, unless another of the same human being is better by now. Where channels were named only it is meant. */
  private wayNow({ audience, purpose }: Broadcast, contact: string, family: Reachability[]): Way {
    const [own, ...kin] = family;
    const { accounts, now } = this.ports;
    if (own?._id !== contact) return { rule: "blocked", contact };
    const way = wayTo({ contacts: [own], others: kin }, purpose, accounts, now());
    return way.rule === "free" || audience.channels ? way : wayTo({ contacts: family }, purpose, accounts, now());
  }

  private itemOf(broadcast: Broadcast, chunk: string, row: RowToSend, reader: Omit<NoticeFor, "place" | "round">, calm: Calm) {
    const message = noticeMessage(broadcast, { place: `${chunk}|${row.index}`, round: row.round, ...reader }, this.ports.text);
    const timed: OutboundMessage = { ...message, ...(Number.isFinite(calm.until) ? { notAfter: calm.until } : {}) };
    return { contact: timed.to, id: timed.id, json: JSON.stringify(timed) };
  }

  private async leads(): Promise<boolean> {
    const { lanes } = this.ports;
    const key = `${lanes.prefix}feeder`;
    const held = await lanes.redis.eval(leadScript, 0, key, this.me, leaseMs);
    return held === 1;
  }

  private async giveLeaseUp(): Promise<void> {
    const { lanes } = this.ports;
    if ((await lanes.redis.get(`${lanes.prefix}feeder`)) === this.me) await lanes.redis.del(`${lanes.prefix}feeder`);
  }
}

/** ARGV: key, who, ms. Takes or renews the lease. Two that lead at once would only hand the same messages over, which their ids make nothing. */
const leadScript = `
local held = redis.call('GET', ARGV[1])
if held and held ~= ARGV[2] then return 0 end
redis.call('SET', ARGV[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** People whose next try is later do not keep an account busy; but no account's list grows without end because its people all wait. */
function busyOf({ soon, all }: { soon: number; all: number }): number {
  return Math.max(soon, all - mostAhead);
}

/** Runs over all, `most` at once. */
async function inTurns<Item, Result>(items: Item[], most: number, run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await run(items[at]!);
    }
  };
  // All have ended before one's failure is told: nothing runs on behind the next round.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(most, items.length) }, worker));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return results;
}
