import { setTimeout as sleep } from "node:timers/promises";

/** Timers are late by a millisecond or two; later than this, the process stood still. */
const lateMs = 5;
/** Later than this it would be sent among those whose turn it is now, and platforms refuse what comes too close together. */
const missedMs = 40;
/** Everything of a process begins and goes out on this grid: what happens together costs half as much, and a platform's second holds a hundred of them. */
const gridMs = 10;
/** One of so many slots may be missed, some more at once after a while: a process that is always late has to send too. */
const usedForMissed = 20;
const mostMissed = 60;
/**
 * What was late is made up for: so much of the gap two of an account keep at least. With the whole gap every delay would stay for good, and a process whose
 * timers are late now and then would send a tenth less. No more than `missedMs` is made up for so, which few seconds of a platform have no room for.
 */
const leastGap = 0.5;

/** The grid's next time from `at` on. */
function onGrid(at: number): number {
  return Math.ceil(at / gridMs) * gridMs;
}

/** Waits for the time at which what has its slot in `inMs` is to begin: a step of the grid before it is sent. */
export async function beforeSlot(inMs: number): Promise<void> {
  const now = performance.now();
  const early = onGrid(now + inMs) - gridMs - now;
  if (early > 0.5) await sleep(early);
}

/**
 * Waits for sending slots. Slots are handed out evenly, but a process that stood still would come to several at once, and
 * platforms count short windows: two of an account never start closer together than half its gap, and a slot long past is not used.
 */
export class SlotTurns {
  private readonly next = new Map<string, number>();
  private mayMiss = mostMissed;

  /** False when the slot was missed and another one is to be asked for; never where `sure`. */
  async wait(account: string, slot: { inMs: number; gapMs: number; sure: boolean }): Promise<boolean> {
    const slotAt = performance.now() + slot.inMs;
    let at = slotAt;
    for (;;) {
      at = Math.max(at, this.next.get(account) ?? 0);
      const early = onGrid(at) - performance.now();
      if (early <= 0.5) break;
      await sleep(early);
    }
    const now = performance.now();
    const dueAt = onGrid(at);
    if (!slot.sure && now - slotAt > missedMs && this.mayMiss >= 1) {
      this.mayMiss--;
      return false;
    }
    this.mayMiss = Math.min(mostMissed, this.mayMiss + 1 / usedForMissed);
    this.next.set(account, (now - dueAt > lateMs ? now : at) + slot.gapMs * leastGap);
    return true;
  }
}
