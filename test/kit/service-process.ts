import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { built } from "./built.ts";
import { until } from "./until.ts";

const project = resolve(import.meta.dirname, "../..");

export type ServiceProcess = {
  url: string;
  dataDir: string;
  /** Everything it printed. */
  output(): string;
  pid(): number;
  /** As the power cut does it. The next `start` is a new process on the same data. */
  kill9(): Promise<void>;
  start(): Promise<void>;
  /** SIGTERM, and waits; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Stops and removes the data. */
  dispose(): Promise<void>;
};

/** The real service in a process of its own, with embedded engines on data of its own. `port` stays the same over restarts. */
export async function startServiceProcess(env: Record<string, string>, port: number): Promise<ServiceProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-service-"));
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  let printed = "";

  async function start(): Promise<void> {
    child = spawn(process.execPath, built("main"), {
      cwd: project,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_COMPILE_CACHE: resolve(project, "node_modules/.cache/node"), DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "warn", NOTICE_QUIET_HOURS: "off", NOTICE_HOLIDAYS: "send", ...env } as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = child;
    let ended = false;
    child.once("exit", () => (ended = true));
    child.stdout!.on("data", (data) => (printed += String(data)));
    child.stderr!.on("data", (data) => (printed += String(data)));
    await until(`the service is ready (it printed: ${printed.slice(-400)})`, async () => {
      if (ended) throw new Error(`the service ended with ${started.exitCode}: ${printed.slice(-2000)}`);
      return fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    }, 40_000);
  }
  const gone = (process: ChildProcess) => (process.exitCode !== null || process.signalCode !== null ? Promise.resolve() : new Promise<void>((done) => process.once("exit", () => done())));
  const service: ServiceProcess = {
    url,
    dataDir,
    start,
    output: () => printed,
    pid: () => child.pid!,
    async kill9() {
      child.kill("SIGKILL");
      await gone(child);
    },
    async stop() {
      child.kill("SIGTERM");
      await gone(child);
      return child.exitCode;
    },
    async dispose() {
      if (child.exitCode === null && child.signalCode === null) await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await start();
  return service;
}
