import { setImmediate as immediate } from "node:timers/promises";
import type { Redis } from "ioredis";
import { accountOf, leaseMs, type Claim, type Family, type Lanes } from "../storage/lanes/lanes.ts";
import type { Logger } from "../runtime/logger.ts";
import { AccountShares } from "./account-shares.ts";
import { beforeSlot, SlotTurns } from "./slot-turns.ts";

/** A wake-up can get lost with a connection; then the next look comes after this long. */
const longestSleepMs = 250;
/** Slots are handed out ahead: looking for notices more often finds a few at a time and costs as much each time. */
const bulkRestMs = 20;

export type LaneWorkerOptions = {
  lanes: Lanes;
  family: Family;
  /** Lanes served at once by this process. */
  concurrency: number;
  /** Lanes of one account served at once by this process, and fewer when the others need the room; unless given, no limit. */
  perAccount?: number;
  /** Items of one lane taken at once; for families whose item may not be sent twice this is 1. */
  itemsAtOnce: number;
  /** Must end the claim (finish with release, fail or postpone). What it throws is logged and the lease runs out. */
  handle(claim: Claim): Promise<void>;
  logger: Logger;
};

/**
 * Takes lanes that are due and serves up to `concurrency` of them at once, of all accounts in turn. Wakes by a message from
 * Redis, by the time the next lane is due, or by itself. Renews the leases of what it holds.
 */
export class LaneWorker {
  private readonly options: LaneWorkerOptions;
  private readonly active = new Map<Claim, Promise<void>>();
  private readonly shares: AccountShares;
  private readonly turns = new SlotTurns();
  private running = false;
  private loop: Promise<void> | undefined;
  private wake: () => void = () => {};
  private renewal: NodeJS.Timeout | undefined;

  constructor(options: LaneWorkerOptions) {
    this.options = options;
    this.shares = new AccountShares(options.perAccount);
  }

  /** `wakes` is a connection subscribed by `subscribeWakes`. */
  start(wakes: Redis): void {
    this.running = true;
    wakes.on("message", (_channel: string, family: string) => {
      if (family === this.options.family) this.wake();
    });
    this.renewal = setInterval(() => void this.options.lanes.extend(this.options.family, this.active.keys()).catch(() => {}), leaseMs / 3);
    this.loop = this.run();
  }

  /** Takes nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    this.running = false;
    this.wake();
    await this.loop;
    await Promise.allSettled(this.active.values());
    clearInterval(this.renewal);
  }

  get busy(): number {
    return this.active.size;
  }

  private async run(): Promise<void> {
    const { lanes, family, concurrency, itemsAtOnce, logger } = this.options;
    while (this.running) {
      let woken = false;
      const waking = new Promise<void>((resolve) => {
        this.wake = () => {
          woken = true;
          resolve();
        };
      });
      const free = concurrency - this.active.size;
      if (free === 0) {
        await Promise.race([waking, ...this.active.values()]);
        if (this.active.size === concurrency) await Promise.race(this.active.values());
        continue;
      }
      try {
        const shares = this.shares.of(free);
        const { claims, nextMs } = await lanes.claim(family, shares.lanes, itemsAtOnce, shares);
        for (const claim of claims) this.serve(claim);
        if (claims.length === shares.lanes || woken) continue;
        await sleepUntil(waking, nextMs < 0 ? longestSleepMs : Math.min(Math.max(nextMs, family === "bulk" ? bulkRestMs : 1), longestSleepMs));
        // What ends together is replaced together, with one look.
        await immediate();
      } catch (error) {
        logger.error({ err: error, family }, "could not take work");
        await sleepUntil(waking, longestSleepMs);
      }
    }
  }

  private serve(claim: Claim): void {
    const account = accountOf(claim.contact);
    this.shares.take(account);
    const work = this.handle(claim)
      .catch((error: unknown) => this.options.logger.error({ err: error, family: this.options.family }, "work was left to its lease"))
      .finally(() => {
        this.active.delete(claim);
        this.options.lanes.letGo(claim);
        // Redis does not know what this process left waiting because it held enough of the account.
        if (this.shares.giveBack(account)) this.wake();
      });
    this.active.set(claim, work);
  }

  private async handle(claim: Claim): Promise<void> {
    const { family, lanes } = this.options;
    const { slot } = claim;
    // One that had begun is not sent again: it needs no slot, and may on no account be given back.
    if (slot && !claim.begun) {
      const at = performance.now() + slot.inMs;
      // Late enough that few have begun that never send, and before the turn, which nothing may delay any more.
      await beforeSlot(slot.inMs);
      if (family === "bulk" && !(await lanes.begin(claim))) return;
      const turn = { inMs: at - performance.now(), gapMs: slot.gapMs, sure: family !== "bulk" };
      if (!(await this.turns.wait(accountOf(claim.contact), turn))) return lanes.missSlot(claim);
    }
    await this.options.handle(claim);
  }
}

async function sleepUntil(waking: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([waking, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

/** A connection that hears wake-ups for all families. */
export async function subscribeWakes(redis: Redis, prefix: string): Promise<Redis> {
  const wakes = redis.duplicate();
  wakes.setMaxListeners(20);
  await wakes.subscribe(`${prefix}wake`);
  return wakes;
}
