import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { identify } from "./process-identity.ts";

const PATIENCE_MS = 5_000;

/** Notes in `file` which process works on an engine's files. */
export function noteEngine(file: string, pid: number): void {
  writeFileSync(file, identify(pid) ?? "");
}

/**
 * Ends the engine that a killed service may have left on these files, and returns once it is gone. Engines notice by
 * themselves that their service died; this covers the moment in between, and an engine whose watchdog was killed too.
 * @param file written by `noteEngine`
 */
export async function endLeftOver(file: string): Promise<void> {
  const noted = read(file);
  const pid = Number(noted.split(" ")[0]);
  const isThere = () => noted !== "" && identify(pid) === noted;
  if (isThere()) signal(pid, "SIGTERM");
  const deadline = Date.now() + PATIENCE_MS;
  while (isThere()) {
    if (Date.now() > deadline) signal(pid, "SIGKILL");
    await wait(20);
  }
  rmSync(file, { force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone meanwhile
  }
}
