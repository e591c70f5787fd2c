import type { Logger } from "../runtime/logger.ts";

export type Chore = { name: string; everyMs: number; run(): Promise<unknown> };

/**
 * Small work that comes round: ringing timers, moving outcomes, finishing what a crash left half done. Each chore may run in
 * several processes at once and twice; one at a time per process, and a failure waits for the next round.
 */
export function startUpkeep(chores: Chore[], logger: Logger): { stop(): Promise<void> } {
  const under = new Set<Promise<unknown>>();
  const timers = chores.map((chore) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      const work = chore
        .run()
        .catch((error: unknown) => logger.error({ err: error, chore: chore.name }, "a chore failed"))
        .finally(() => {
          busy = false;
          under.delete(work);
        });
      under.add(work);
    }, chore.everyMs);
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.allSettled(under);
    },
  };
}
