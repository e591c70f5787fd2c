import type { Redis } from "ioredis";
import { laneScripts } from "./scripts.ts";

const families = ["in", "out", "bulk"] as const;
export type Family = (typeof families)[number];

/** Something to do for one person. `id` drops duplicates for 72 hours; `order` is the place in the person's list. */
export type LaneItem = { contact: string; id?: string; order?: number; json: string };

/** A lane taken by this process: `members` are its first items in order, raw. */
export type Claim = { family: Family; contact: string; token: string; crashes: number; tries: number; members: string[] };

export type Finish = {
  /** Gives the lane back; otherwise the lease runs on for the next item of the claim. */
  release: boolean;
  adds?: { family: Family; contact: string; id?: string; json: string }[];
  /** When the person's open question wants a tick; null takes the timer away. */
  timer?: { at: number; ask: number } | null;
  /** Written with the item's end, so that an outcome is never lost nor told twice. */
  record?: { key: string; field: string; value: string };
};

/** Zalo advises seven days; the platforms' own retries end within two hours, and 72 h is the contract. */
const dedupeSeconds = 72 * 3600;
/** A dead worker's people wait this long; a living one renews at a third of it. */
export const leaseMs = 6000;

type Script = (...values: (string | number)[]) => Promise<unknown>;

/** The lanes of one Redis. All scripts are atomic; `prefix` separates installations and tests. */
export class Lanes {
  readonly redis: Redis;
  readonly prefix: string;
  private readonly scripts: Record<keyof typeof laneScripts, Script>;

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.prefix = prefix;
    for (const [name, lua] of Object.entries(laneScripts)) if (!(name in redis)) redis.defineCommand(name, { numberOfKeys: 0, lua });
    this.scripts = redis as unknown as Record<keyof typeof laneScripts, Script>;
  }

  /** Puts items in their people's lists and wakes a worker. Returns for each whether it was new. */
  async add(family: Family, items: LaneItem[], holdMs = 0): Promise<boolean[]> {
    if (items.length === 0) return [];
    const values = items.flatMap((item) => [item.contact, item.id ?? "", item.order ?? "", item.json]);
    const flags = String(await this.scripts.laneAdd(this.prefix, family, holdMs, dedupeSeconds, ...values));
    return [...flags].map((flag) => flag === "1");
  }

  /** Takes up to `lanes` lanes that are due. `nextMs`: when to look again, -1 when nothing waits. */
  async claim(family: Family, lanes: number, items: number): Promise<{ claims: Claim[]; nextMs: number }> {
    const [nextMs, taken] = (await this.scripts.laneClaim(this.prefix, family, lanes, leaseMs, items)) as [number, (string | number)[][]];
    const claims = taken.map(([contact, token, crashes, tries, ...members]) => ({
      family,
      contact: String(contact),
      token: String(token),
      crashes: Number(crashes),
      tries: Number(tries),
      members: members.map(String),
    }));
    return { claims, nextMs };
  }

  /** Ends one item of a claim. False when the lease was lost: then nothing was written and another worker has the lane. */
  async finish(claim: Claim, member: string, finish: Finish): Promise<boolean> {
    const { timer, record } = finish;
    const adds = (finish.adds ?? []).flatMap((add) => [add.family, add.contact, add.id ?? "", add.json]);
    const done = await this.scripts.laneFinish(
      ...[this.prefix, claim.family, claim.contact, claim.token, member, finish.release ? 1 : 0, leaseMs, dedupeSeconds],
      ...[timer === null ? "clear" : (timer?.at ?? ""), timer?.ask ?? "", record?.key ?? "", record?.field ?? "", record?.value ?? "", ...adds],
    );
    return done === 1;
  }

  /** The first item failed and counts as a try; at `limit` it is set aside with the error. Gives the lane back. */
  async fail(claim: Claim, member: string, options: { delayMs: number; limit: number; error: Record<string, unknown> }): Promise<"again" | "aside" | "lost"> {
    const id = member.slice(0, member.indexOf("|"));
    const aside = JSON.stringify({ ...options.error, contact: claim.contact, item: member.slice(member.indexOf("|") + 1), at: Date.now() });
    const tries = Number(await this.scripts.laneAgain(this.prefix, claim.family, claim.contact, claim.token, member, options.delayMs, options.limit, aside, id));
    return tries === -2 ? "aside" : tries === -1 ? "lost" : "again";
  }

  /** Not now: the same item again after `delayMs`, without counting a try. */
  async postpone(claim: Claim, delayMs: number): Promise<void> {
    await this.scripts.laneAgain(this.prefix, claim.family, claim.contact, claim.token, "", Math.ceil(delayMs), 0, "", "");
  }

  /** Renews the leases of work that takes longer. */
  async extend(family: Family, claims: Iterable<Claim>): Promise<void> {
    const held = [...claims].flatMap((claim) => [claim.contact, claim.token]);
    if (held.length > 0) await this.scripts.laneExtend(this.prefix, family, leaseMs, ...held);
  }

  /** Turns due timers into ticks. Returns how many. */
  async ring(most = 500): Promise<number> {
    return Number(await this.scripts.laneRing(this.prefix, most));
  }

  /** Removes everything that waits to be sent to this person, their timer, and what of theirs was set aside. */
  async forget(contact: string): Promise<void> {
    await this.scripts.laneForget(this.prefix, contact);
    for (const family of families) {
      const aside = (await this.failed(family)).filter((row) => row.contact === contact).map((row) => row.id);
      if (aside.length > 0) await this.redis.hdel(`${this.prefix}${family}:failed`, ...aside);
    }
  }

  /** Lanes with work in a family. */
  async waiting(family: Family): Promise<number> {
    return this.redis.zcard(`${this.prefix}${family}:due`);
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

/** The JSON of a lane's member. */
export function memberJson(member: string): string {
  return member.slice(member.indexOf("|") + 1);
}
