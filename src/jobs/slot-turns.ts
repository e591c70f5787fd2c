import { setTimeout as sleep } from "node:timers/promises";

/** Timers are late by a millisecond or two; later than this, the process stood still. */
const lateMs = 5;

/**
 * Waits for sending slots. Slots are handed out evenly, but a process that stood still would come to several at once, and
 * platforms count short windows: two of an account never start closer together than its gap.
 */
export class SlotTurns {
  private readonly next = new Map<string, number>();

  async wait(account: string, slot: { inMs: number; gapMs: number }): Promise<void> {
    let at = performance.now() + slot.inMs;
    for (;;) {
      at = Math.max(at, this.next.get(account) ?? 0);
      const early = at - performance.now();
      if (early <= 0.5) break;
      await sleep(early);
    }
    const now = performance.now();
    this.next.set(account, (now - at > lateMs ? now : at) + slot.gapMs);
  }
}
