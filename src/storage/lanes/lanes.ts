import type { Redis } from "ioredis";
import { LaneAccounts } from "./accounts.ts";
import { families, type Claim, type Family, type Finish, type LaneItem, type Shares } from "./claim.ts";
import { gather } from "../gather.ts";
import { parkedSeconds } from "../noted-broadcasts.ts";
import { AfterRestart } from "./after-restart.ts";
import { leaseMs } from "./scripts/shared.ts";
import { withLaneScripts, type LaneScripts } from "./scripts/index.ts";
import { SentTrail, trailEntry, type Sent } from "./trail.ts";

export { families, type Claim, type Family, type Finish, type LaneItem, type Outcome, type Shares } from "./claim.ts";
export { leaseMs };
export type { Sent } from "./trail.ts";

/** Further back than anything waits: such a lane comes before the others of its account. */
const frontMs = 86_400_000;

/** Ends go to Redis together, so many at most: a script that runs for long delays everybody. */
const mostEndsAtOnce = 64;
/** Beginnings cost a sixth of an end. At full rate one call follows another, and its way there and back is what takes the time. */
const mostBeginsAtOnce = 256;
/** Ends of notices are written together, so many milliseconds of them. */
const noticeEndsMs = 5;

/** The lanes of one Redis. All scripts are atomic; `prefix` separates installations and tests. */
export class Lanes {
  readonly redis: Redis;
  readonly prefix: string;
  /** Pauses and rates of accounts. */
  readonly accounts: LaneAccounts;
  private readonly sent: SentTrail;
  private readonly scripts: LaneScripts;
  private readonly end: (values: (string | number)[]) => Promise<boolean>;
  private readonly endNotice: (values: (string | number)[]) => Promise<boolean>;
  private readonly begun: (claim: Claim) => Promise<boolean>;
  private readonly restart: AfterRestart;

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.prefix = prefix;
    this.scripts = withLaneScripts(redis);
    this.accounts = new LaneAccounts(this.scripts, prefix);
    this.sent = new SentTrail(redis, this.scripts, prefix);
    this.restart = new AfterRestart(redis, this.scripts, prefix);
    const finish = async (ends: (string | number)[][]): Promise<boolean[]> => {
      const flags = String(await this.scripts.laneFinish(this.prefix, ...ends.flatMap((values) => [values.length, ...values])));
      return [...flags].map((flag) => flag === "1");
    };
    // Nobody waits for a notice's end, and no reply's end is to wait for those of notices.
    [this.end, this.endNotice] = [gather(finish, mostEndsAtOnce), gather(finish, mostEndsAtOnce, noticeEndsMs)];
    this.begun = gather(async (claims: Claim[]) => {
      const flags = String(await this.scripts.laneBegin(this.prefix, "bulk", ...claims.flatMap(({ contact, token }) => [contact, token])));
      return [...flags].map((flag) => flag === "1");
    }, mostBeginsAtOnce);
  }

  /** Puts items in their people's lists and wakes a worker. Returns for each whether it was new. */
  async add(family: Family, items: LaneItem[], holdMs = 0): Promise<boolean[]> {
    if (items.length === 0) return [];
    const values = items.flatMap((item) => [item.contact, item.id ?? "", item.order ?? "", item.json]);
    const flags = String(await this.scripts.laneAdd(this.prefix, family, holdMs, ...values));
    return [...flags].map((flag) => flag === "1");
  }

  /**
   * Takes up to `lanes` lanes that are due, of all accounts in turn. `nextMs`: when to look again, -1 when nothing waits of
   * an account that has room.
   */
  async claim(family: Family, lanes: number, items: number, shares: Shares = { most: lanes, room: [] }): Promise<{ claims: Claim[]; nextMs: number }> {
    const room = [...shares.room].flat();
    if (family === "bulk") await this.restart.settled();
    const asked = performance.now();
    const [nextMs, taken] = (await this.scripts.laneClaim(this.prefix, family, lanes, items, shares.most, ...room)) as [number, (string | number)[][]];
    const claims = taken.map(([contact, token, crashes, begun, tries, slotUs, gapUs, ...members]): Claim => ({
      family,
      contact: String(contact),
      token: String(token),
      crashes: Number(crashes),
      begun: Number(begun) === 1,
      tries: Number(tries),
      ...(Number(slotUs) < 0 ? {} : { slot: { inMs: Number(slotUs) / 1000, gapMs: Number(gapUs) / 1000 } }),
      members: members.map(String),
      heldUntil: asked + leaseMs,
    }));
    if (family !== "bulk") return { claims, nextMs };
    // Asked before Redis went and answered after it came: others may hold these and have not said so yet.
    await this.restart.settled();
    return { claims: this.restart.taken(claims), nextMs };
  }

  /**
   * Ends one item of a claim. False when the claim must not be gone on with: the lease was lost, nothing was written and
   * another worker has the lane, or `next` is gone.
   */
  async finish(claim: Claim, member: string, finish: Finish): Promise<boolean> {
    const goOn = finish.release ? "release" : (finish.next ?? "keep");
    const values: (string | number)[] = [claim.family, claim.contact, claim.token, member, goOn, claim.tries + claim.crashes > 0 ? 1 : 0];
    for (const add of finish.adds ?? []) values.push("add", add.family, add.contact, add.id ?? "", add.json);
    if (finish.trail) for (const sent of [finish.trail].flat()) values.push("trail", trailEntry(sent));
    if (finish.calls) values.push("calls", finish.calls.all, finish.calls.withSlot);
    if (finish.record) values.push("record", finish.record.broadcast, finish.record.row, finish.record.state);
    if (finish.noticed) values.push("noticed", finish.noticed.place, finish.noticed.seconds);
    if (finish.parked) values.push("parked", finish.parked.place, finish.parked.until, parkedSeconds, finish.parked.id);
    if (finish.acted) values.push("acted", finish.acted.id, finish.acted.json);
    if (finish.timer) values.push("timer", finish.timer.at, finish.timer.ask);
    if (finish.timer === null) values.push("clear");
    if (claim.family !== "bulk") return this.end(values);
    const ended = await this.endNotice(values);
    this.restart.ended(claim, { id: () => (JSON.parse(memberJson(member)) as { id: string }).id, values, record: finish.record });
    return ended;
  }

  /** The first item failed and counts as a try; at `limit` it is set aside with the error. Gives the lane back. */
  async fail(claim: Claim, member: string, options: { delayMs: number; limit: number; error: Record<string, unknown> }): Promise<"again" | "aside" | "lost"> {
    const id = member.slice(0, member.indexOf("|"));
    const aside = JSON.stringify({ ...options.error, contact: claim.contact, item: member.slice(member.indexOf("|") + 1), at: Date.now() });
    const tries = Number(await this.scripts.laneAgain(this.prefix, claim.family, claim.contact, claim.token, member, options.delayMs, options.limit, aside, id));
    return tries === -2 ? "aside" : tries === -1 ? "lost" : "again";
  }

  /** Not now: the same item again after `delayMs`, without counting a try. "front": before the others of its account. */
  async postpone(claim: Claim, delayMs: number | "front"): Promise<void> {
    await this.scripts.laneAgain(this.prefix, claim.family, claim.contact, claim.token, "", delayMs === "front" ? -frontMs : Math.ceil(delayMs), 0, "", "");
  }

  /** Its slot went by while this process stood still: another slot, before the others of its account, which gets the time back. */
  async missSlot(claim: Claim): Promise<void> {
    await Promise.all([this.postpone(claim, "front"), this.accounts.debit(new Map([[accountOf(claim.contact), { all: -1, withSlot: 0 }]]))]);
  }

  /** Renews the leases of work that takes longer. */
  async extend(family: Family, claims: Iterable<Claim>): Promise<void> {
    const all = [...claims];
    if (all.length === 0) return;
    const asked = performance.now();
    const held = String(await this.scripts.laneExtend(this.prefix, family, ...all.flatMap((claim) => [claim.contact, claim.token])));
    for (const [i, claim] of all.entries()) claim.heldUntil = held[i] === "1" ? asked + leaseMs : 0;
  }

  /**
   * Whether the lease surely runs on. False after a process slept (a machine suspended, a debugger, a full disk): another one may have
   * the lane by now, so nothing may be sent any more for this claim.
   */
  holds(claim: Claim): boolean {
    return performance.now() < claim.heldUntil - leaseMs / 12;
  }

  /**
   * Written down before a notice goes to its platform: only one that had begun is of unknown outcome when its holder vanishes.
   * False: another one has the lane by now, and nothing may be sent.
   */
  async begin(claim: Claim): Promise<boolean> {
    if (!(await this.begun(claim))) return false;
    this.restart.begun(claim);
    return true;
  }

  /** Nothing is done for this claim any more, however that ended. */
  letGo(claim: Claim): void {
    this.restart.left(claim);
  }

  /** Turns due timers into ticks. Returns how many. */
  async ring(most = 500): Promise<number> {
    return Number(await this.scripts.laneRing(this.prefix, most));
  }

  /** Removes everything that waits to be sent to this person or was sent, their timer, and what of theirs was set aside. */
  async forget(contact: string, { inbound = false }: { /** Also what they wrote that is not being played yet: the deletion came from elsewhere. */ inbound?: boolean } = {}): Promise<void> {
    await this.scripts.laneForget(this.prefix, contact, inbound ? "in" : "");
    for (const family of families) {
      const aside = (await this.failed(family)).filter((row) => row.contact === contact).map((row) => row.id);
      if (aside.length > 0) await this.redis.hdel(`${this.prefix}${family}:failed`, ...aside);
    }
  }

  /** Lanes with work in a family. */
  async waiting(family: Family): Promise<number> {
    return Number(await this.scripts.laneWaiting(this.prefix, family));
  }

  /** Removes replies that wait for this person, for staff are talking with them now. Not the one being sent, nor staff's own. Returns how many. */
  async dropReplies(contact: string): Promise<number> {
    return Number(await this.scripts.laneDropReplies(this.prefix, contact));
  }

  /** Takes notices that wait for this person out (of one purpose, or all that have one): their rows become "o". Not the one being sent. Returns how many. */
  async dropNotices(contact: string, purpose = ""): Promise<number> {
    return Number(await this.scripts.laneDropNotices(this.prefix, contact, purpose));
  }

  /** How many people have something waiting, by account: `soon` in the next seconds, `all` also later (they are tried again, their chat was refused). */
  async queued(family: Family, accounts: readonly string[]): Promise<{ soon: number; all: number }[]> {
    if (accounts.length === 0) return [];
    const counts = (await this.scripts.laneQueued(this.prefix, family, ...accounts)) as number[];
    return accounts.map((_, i) => ({ soon: Number(counts[2 * i]), all: Number(counts[2 * i + 1]) }));
  }

  /** For each group of people whether something waits for one of them or is being done. */
  async anyWaiting(family: Family, groups: readonly (readonly string[])[]): Promise<boolean[]> {
    return Promise.all(groups.map(async (people) => people.length > 0 && (await this.redis.exists(...people.map((one) => `${this.prefix}${family}:l:${one}`))) > 0));
  }

  /** For each id whether an item of it came in within the last 72 hours. */
  wasAdded(ids: readonly string[]): Promise<boolean[]> {
    return Promise.all(ids.map(async (id) => (await this.redis.exists(`${this.prefix}seen:${id}`)) === 1));
  }

  /** Whether something is being sent to this person right now, or was and nobody knows whether it arrived. */
  async inFlight(contact: string): Promise<boolean> {
    const held = await Promise.all([this.redis.hexists(`${this.prefix}out:held`, contact), this.redis.hexists(`${this.prefix}bulk:held`, contact), this.sent.inDoubt(contact)]);
    return held.some(Boolean);
  }

  /** What was sent to this person in the last days, oldest first. */
  trail(contact: string): Promise<(Sent & { at: number })[]> {
    return this.sent.read(contact);
  }

  /** Adds to the trail what went out of a message that is not at its end. */
  leaveTrail(contact: string, sent: Sent[]): Promise<void> {
    return this.sent.leave(contact, sent);
  }

  /** An echo showed that our message `id` arrived. */
  confirm(id: string): Promise<void> {
    return this.sent.confirm(id);
  }

  isConfirmed(id: string): Promise<boolean> {
    return this.sent.isConfirmed(id);
  }

  /** Nobody knows whether our message `id` arrived: for `ms` an echo of unknown origin may be its own. */
  doubt(contact: string, id: string, ms: number): Promise<void> {
    return this.sent.doubt(contact, id, ms);
  }

  /** The message in doubt. */
  inDoubt(contact: string): Promise<string | undefined> {
    return this.sent.inDoubt(contact);
  }

  /** What was set aside, oldest first. */
  async failed(family: Family): Promise<{ id: string; contact: string; at: number; [key: string]: unknown }[]> {
    const rows = await this.redis.hgetall(`${this.prefix}${family}:failed`);
    return Object.entries(rows).map(([id, json]) => ({ id, ...JSON.parse(json) })).sort((a, b) => a.at - b.at);
  }

  /** Puts what was set aside back at the end of its person's list. False when there is no such item. */
  async retryFailed(family: Family, id: string): Promise<boolean> {
    const key = `${this.prefix}${family}:failed`;
    const json = await this.redis.hget(key, id);
    if (!json) return false;
    const { contact, item } = JSON.parse(json) as { contact: string; item: string };
    await this.add(family, [{ contact, json: item }]);
    await this.redis.hdel(key, id);
    return true;
  }
}

/** The account a person belongs to, as the lanes keep it: `channel:account`. */
export function accountOf(contact: string): string {
  return /^[^:]*:[^:]*/.exec(contact)?.[0] ?? "-";
}

/** The JSON of a lane's member. */
export function memberJson(member: string): string {
  return member.slice(member.indexOf("|") + 1);
}
