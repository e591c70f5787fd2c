import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Gives each line that a process says, on either stream, to `hear`; a program that cannot be run says so as well. */
export function linesOf(child: ChildProcess, hear: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", (line) => line.trim() && hear(line.trim()));
  }
  child.on("error", (error) => hear(error.message));
}
