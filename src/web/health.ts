import express, { type Router } from "express";
import type { Redis } from "ioredis";
import type { Connection } from "mongoose";
import type { Metrics } from "../runtime/metrics.ts";
import { families, type Lanes } from "../storage/lanes/lanes.ts";

export type HealthPorts = { redis: Redis; mongo: Connection; lanes: Lanes; metrics: Metrics; stopping(): boolean };

const patienceMs = 2000;

/** `/healthz`: the process lives. `/readyz`: it can serve (both stores answer, not stopping). `/metrics`: Prometheus. */
export function healthRoutes(ports: HealthPorts): Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  router.get("/readyz", async (_request, response) => {
    const [redis, store] = await Promise.all([answers(ports.redis.ping()), answers(ports.mongo.db!.command({ ping: 1 }))]);
    const ready = redis && store && !ports.stopping();
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not ready", redis, store, stopping: ports.stopping() });
  });
  router.get("/metrics", async (_request, response) => {
    // With a Redis that hangs the other figures are worth all the more; what is unknown is not shown as it was.
    await Promise.all(families.map(async (family) => {
      let waiting = Number.NaN;
      await answers(ports.lanes.waiting(family).then((count) => (waiting = count)));
      ports.metrics.waiting.set({ family }, waiting);
    }));
    response.type(ports.metrics.registry.contentType).send(await ports.metrics.all());
  });
  return router;
}

async function answers(question: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), patienceMs)));
  const inTime = await Promise.race([question.then(() => true, () => false), late]);
  clearTimeout(timer);
  return inTime;
}
