import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `condition` holds (returns something true) and returns that; fails after `timeoutMs` with `what`. */
export async function until<Result>(what: string, condition: () => Promise<Result> | Result, timeoutMs = 10_000): Promise<NonNullable<Result>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(10);
  }
}
