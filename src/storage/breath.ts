import { setTimeout as sleep } from "node:timers/promises";

const longestMs = 20;

/** Rests as long as the work since `began` (of `performance.now`) took: the store serves people who write before what may take its time. */
export async function breath(began: number): Promise<void> {
  await sleep(Math.min(longestMs, performance.now() - began));
}
