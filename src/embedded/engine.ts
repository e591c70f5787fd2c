import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EngineStartError } from "./engine-error.ts";
import { freePort } from "./free-port.ts";
import { endLeftOver, noteEngine } from "./left-over.ts";
import { waitedFor } from "../runtime/give-way.ts";
import { linesOf } from "./lines.ts";

/** What makes one kind of engine: how to launch it and how to know that it answers. */
export type EngineKind = {
  name: string;
  /** Starts the process in `folder`, on `port` of 127.0.0.1. */
  launch(folder: string, port: number): ChildProcess;
  /** Resolves when the engine answers; may wait for ever, a process that ends is noticed elsewhere. */
  answers(child: ChildProcess, port: number): Promise<void>;
};

/** A running engine. `stop` lets it save and resolves when its process is gone. */
export type Engine = { port: number; stop(): Promise<void> };

const START_MS = 60_000;
const STOP_MS = 15_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs an engine with its files in `dataDir/<name>`. When it dies unexpectedly it is started again on the same port with the
 * same files, since clients reconnect by themselves; never before the old process is gone.
 * @throws EngineStartError when the first start fails
 */
export async function runEngine(kind: EngineKind, dataDir: string, log: (line: string) => void): Promise<Engine> {
  mkdirSync(join(dataDir, kind.name), { recursive: true });
  const folder = realpathSync(join(dataDir, kind.name));
  const pidFile = join(folder, "engine.pid");
  await endLeftOver(pidFile);

  let stopping = false;
  const cut = new AbortController();
  let port = await freePort();
  // Between finding a port and using it somebody else may take it.
  let child = await start().catch(async () => {
    port = await freePort();
    return start();
  });
  const watch = keepRunning();

  async function start(): Promise<ChildProcess> {
    const started = kind.launch(folder, port);
    const said: string[] = [];
    linesOf(started, (line) => {
      // The reason stands in the first lines, where it ended in the last; a stack trace lies between.
      said.push(line);
      if (said.length > 8) said.splice(4, 1);
      log(`${kind.name}: ${line}`);
    });
    if (started.pid !== undefined) {
      noteEngine(pidFile, started.pid);
      waitedFor(started.pid);
    }
    const failed = gone(started).then(() => {
      throw new EngineStartError(kind.name, `${kind.name} did not start: ${said.join(" ") || "it ended without a word"}`);
    });
    const late = wait(START_MS, undefined, { ref: false }).then(() => {
      throw new EngineStartError(kind.name, `${kind.name} did not answer within ${START_MS / 1000} seconds`);
    });
    late.catch(() => undefined);
    try {
      await Promise.race([kind.answers(started, port), failed, late]);
    } catch (error) {
      started.kill("SIGKILL");
      await gone(started);
      throw error;
    }
    failed.catch(() => undefined);
    return started;
  }

  async function keepRunning(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const since = Date.now();
      await gone(child);
      if (stopping) return;
      if (Date.now() - since > 60_000) pause = FIRST_PAUSE_MS;
      log(`${kind.name} ended unexpectedly (${child.signalCode ?? child.exitCode}); starting it again on port ${port}`);
      await wait(pause, undefined, { signal: cut.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      if (stopping) return;
      const again = await start().catch((error: Error) => log(error.message));
      if (!again) continue;
      child = again;
      log(`${kind.name} is back on port ${port}`);
      if (stopping) child.kill("SIGTERM");
    }
  }

  async function stop(): Promise<void> {
    stopping = true;
    cut.abort();
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await watch;
    clearTimeout(force);
    rmSync(pidFile, { force: true });
  }

  return { port, stop };
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.pid === undefined) return;
  await once(child, "exit");
}
