import { readdirSync, writeFileSync } from "node:fs";
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

/** Each session may be a group that shares the processor with the others as one (`sched_autogroup`); lower is more, -20..19. */
const engineGroup = -10;

/**
 * A child with a session of its own, for whose answers everybody waits. Linux lets sessions take turns as wholes, whatever the priorities inside: measured,
 * two processes of the lowest priority in another session kept Redis waiting for seconds. Only root may put it before the others; elsewhere all stays as it is.
 */
export function waitedFor(pid: number): void {
  atWork(pid);
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(engineGroup));
  } catch {
    // not Linux, not root, or sessions are no groups here
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
