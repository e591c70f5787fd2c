import { readdirSync, readFileSync } from "node:fs";

/**
 * A name for a running process that no later process gets, although numbers are used again: number, start time and boot.
 * @returns undefined when no such process runs, or on a system without /proc. A process that ended but was not yet collected
 *   by its parent counts as gone, unless some of its threads are still closing files.
 */
export function identify(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTime] = [fields[0], fields[19]];
    if (state === "Z" && readdirSync(`/proc/${pid}/task`).length <= 1) return undefined;
    return `${pid} ${startTime} ${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return undefined;
  }
}
