import { setTimeout as sleep } from "node:timers/promises";
import type { Lanes } from "../storage/lanes/lanes.ts";

/** Waits until no event and no reply waits, at most `mostMs`. */
export async function waitUntilPlayed(lanes: Lanes, mostMs = 15_000): Promise<void> {
  for (const end = Date.now() + mostMs; Date.now() < end; await sleep(50)) {
    if ((await lanes.waiting("in")) === 0 && (await lanes.waiting("out")) === 0) return;
  }
}
