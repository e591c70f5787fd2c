import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Claim, Outcome } from "./claim.ts";
import type { LaneScripts } from "./scripts/index.ts";
import { longestGapMs } from "../redis.ts";
import { leaseMs } from "./scripts/shared.ts";

/** An end as `finish` told it; `id` is the message's. */
type Ended = { id(): string; values: (string | number)[]; record: Outcome | undefined };

/** While the disk is slow Redis answers up to 2 s before it has written; killed then, it forgets what it answered. */
const forgottenMs = 2_000;
/** After a restart no notice is taken for as long as other processes may take to reconnect, and to say what they hold. */
const settleMs = (awayMs: number): number => longestGapMs(awayMs) + 250;
const endsAtOnce = 50;

/**
 * What this process knows of its notices and Redis may have forgotten when it was killed: those under way, and those that ended in
 * the last seconds. Said again when Redis is back, so that none goes out twice and no outcome is lost.
 */
export class AfterRestart {
  private readonly scripts: LaneScripts;
  private readonly prefix: string;
  private readonly underWay = new Map<string, { claim: Claim; begun: boolean }>();
  private lately: Ended[] = [];
  private before: Ended[] = [];
  private since = 0;
  /** By this process's own clock: until then Redis may not know all. */
  private settledAt = 0;
  private goneAt = 0;

  constructor(redis: Redis, scripts: LaneScripts, prefix: string) {
    this.scripts = scripts;
    this.prefix = prefix;
    redis.on("close", () => {
      // Each try to reconnect that fails closes once more.
      if (this.settledAt !== Infinity) this.goneAt = performance.now();
      this.settledAt = Infinity;
    });
    // Failing, the connection is gone once more, and comes once more.
    redis.on("ready", () => void this.sayAgain().catch(() => {}));
  }

  /** Resolves when every process has had the time to say what it holds. */
  async settled(): Promise<void> {
    while (performance.now() < this.settledAt) await sleep(Math.min(200, this.settledAt - performance.now()));
  }

  /** Notices that were taken. Leaves out those that are under way here already, for Redis had forgotten: they go on under their new token. */
  taken(claims: Claim[]): Claim[] {
    const fresh = claims.filter((claim) => !this.renew(claim));
    for (const claim of fresh) this.underWay.set(claim.contact, { claim, begun: claim.begun });
    return fresh;
  }

  private renew(again: Claim): boolean {
    // At any other time its lease ran out while this process stood still, and another claim is what it is.
    if (this.settledAt === 0 || performance.now() > this.settledAt + leaseMs) return false;
    const known = this.underWay.get(again.contact)?.claim;
    if (!known || known.members[0] !== again.members[0]) return false;
    known.token = again.token;
    known.heldUntil = again.heldUntil;
    return true;
  }

  begun(claim: Claim): void {
    const known = this.underWay.get(claim.contact);
    if (known?.claim === claim) known.begun = true;
  }

  left(claim: Claim): void {
    if (this.underWay.get(claim.contact)?.claim === claim) this.underWay.delete(claim.contact);
  }

  ended(claim: Claim, end: Ended): void {
    this.left(claim);
    const now = performance.now();
    if (now - this.since > forgottenMs) {
      this.before = now - this.since > 2 * forgottenMs ? [] : this.lately;
      this.lately = [];
      this.since = now;
    }
    this.lately.push(end);
  }

  private async sayAgain(): Promise<void> {
    if (this.settledAt === 0) return;
    const claims = [...this.underWay.values()].flatMap(({ claim, begun }) => [claim.contact, claim.token, begun ? 1 : 0]);
    const ended = [...this.before, ...this.lately];
    await this.scripts.laneReassert(this.prefix, claims.length / 3, ...claims, ...ended.map((end) => end.id()));
    for (let from = 0; from < ended.length; from += endsAtOnce) {
      const some = ended.slice(from, from + endsAtOnce);
      await this.scripts.laneFinish(this.prefix, ...some.flatMap(({ values }) => [values.length, ...values]));
      // Where the message itself was forgotten no end is told of it. What went back to its broadcast may have been handed over anew.
      const sent = some.flatMap(({ record }) => (record && /^[su]/.test(record.state) ? [record.broadcast, record.row, record.state] : []));
      if (sent.length > 0) await this.scripts.laneRecord(this.prefix, ...sent);
    }
    this.settledAt = performance.now() + settleMs(performance.now() - this.goneAt);
  }
}
