import { setTimeout as sleep } from "node:timers/promises";

/** Spreads bulk messages of one account evenly over time. */
export class Pace {
  private readonly nextSlot = new Map<string, number>();

  /** Resolves when it is this message's turn at `perSecond` messages a second for `account`. */
  async turn(account: string, perSecond: number): Promise<void> {
    const now = performance.now();
    const slot = Math.max(now, this.nextSlot.get(account) ?? 0);
    this.nextSlot.set(account, slot + 1000 / perSecond);
    if (slot > now) await sleep(slot - now);
  }
}
