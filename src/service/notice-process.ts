import { fork, type ChildProcess } from "node:child_process";
import type { MetricObject } from "prom-client";
import type { Service } from "./service.ts";
import type { Stoppable } from "./workers.ts";

/** Told by the parent to the child, and back. */
type Ask = { metrics: number };
type Told = { metrics: number; values: MetricObject[] };

const restartMs = { first: 500, longest: 15_000 } as const;
/** One that lived so long did not fail at its start. */
const steadyMs = 30_000;
const metricsMs = 500;

/**
 * Sends notices in a process of its own, so that people who write wait neither for its turns of the event loop nor for the core it has.
 * It is started anew whenever it ends. When this process dies it hears so, ends what is under way and goes.
 */
export function startNoticeProcess(service: Service): Stoppable {
  const { logger, stores } = service;
  // Told where the engines are, it never starts any: left over for a moment it would take the data folder from the next service.
  const env = { ...process.env, ROLES: "notices", REDIS_URL: stores.redisUrl, MONGODB_URI: stores.mongodbUri };
  let [child, timer, stopping, delay]: [ChildProcess | undefined, NodeJS.Timeout | undefined, boolean, number] = [undefined, undefined, false, restartMs.first];

  function start(): void {
    const began = performance.now();
    const started = fork(process.argv[1]!, { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child = started;
    let ended = false;
    const end = (why: unknown): void => {
      if (ended) return;
      ended = true;
      child = undefined;
      if (stopping) return;
      if (performance.now() - began > steadyMs) delay = restartMs.first;
      logger.warn({ why }, "the process that sends notices ended and is started again");
      timer = setTimeout(start, delay);
      delay = Math.min(restartMs.longest, delay * 2);
    };
    started.once("exit", (code, signal) => end(signal ?? code)).once("error", end);
  }

  start();
  service.metrics.beside.counts = () => askMetrics(child);
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      const last = child;
      if (!last) return;
      const gone = new Promise<void>((done) => last.once("exit", () => done()));
      last.kill("SIGTERM");
      await gone;
    },
  };
}

let asked = 0;

/** What the child counts, [] when it does not answer in time. */
function askMetrics(child: ChildProcess | undefined): Promise<MetricObject[]> {
  if (!child?.connected) return Promise.resolve([]);
  const ask: Ask = { metrics: asked++ };
  return new Promise((done) => {
    const end = (values: MetricObject[]): void => {
      clearTimeout(timer);
      child.off("message", hear);
      done(values);
    };
    const hear = (told: Told): void => void (told.metrics === ask.metrics && end(told.values));
    const timer = setTimeout(() => end([]), metricsMs);
    child.on("message", hear);
    child.send(ask, (error) => void (error && end([])));
  });
}

/** Whether a worker started this process to send its notices. */
export const hasParent = process.connected && process.env["ROLES"] === "notices";
const goAtOnce = (): void => process.exit(1);
// Nothing is under way yet, and what it would connect to may be gone with the worker.
if (hasParent) process.once("disconnect", goAtOnce);

/** In the child, as soon as it is at work: answers its parent and calls `stop` when the parent is gone. */
export function answerParent(service: Service, stop: () => void): void {
  process.off("disconnect", goAtOnce).once("disconnect", stop);
  process.on("message", async ({ metrics }: Ask) => {
    const values = (await service.metrics.registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith("cau_noi_"));
    if (process.connected) process.send!({ metrics, values } satisfies Told, () => {});
  });
}
