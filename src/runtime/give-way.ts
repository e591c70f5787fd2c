import { readdirSync } from "node:fs";
import { setPriority } from "node:os";

const starting = 10;
/** Of a process whose work nobody waits for: it has what the others leave, and a fair part where there is not enough. */
export const inBackground = 5;

/**
 * A process that starts needs some seconds of a core, and those at work on the same machine (another worker, while the last one's people
 * wait) need them more. Returns how to end that. Where the system would not let the priority be raised again, nothing is changed.
 */
export function giveWay(): (niceness?: number) => void {
  try {
    setPriority(1);
    setPriority(0);
  } catch {
    return () => {};
  }
  setPriority(starting);
  return (niceness) => atWork("self", niceness);
}

/** This process from now on, or a child that is at work from its beginning. */
export function atWork(pid: number | "self" = "self", niceness = 0): void {
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, niceness);
    } catch {
      // gone, or it keeps what it was born with
    }
  }
}

/** Linux keeps a priority for each thread, and those born meanwhile have what their parent had. */
function threadsOf(pid: number | "self"): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid === "self" ? 0 : pid];
  }
}
