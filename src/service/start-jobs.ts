import { Worker, type Job } from "bullmq";
import { queueConnection, queueNames, type JobName, type Jobs } from "../jobs/queues.ts";
import type { Service } from "./service.ts";

export type JobsToRun = { [Name in JobName]?: (data: Jobs[Name]) => Promise<void> };

/** Runs the jobs of one queue. A name nobody runs here counts as done. */
export function startJobs(service: Service, queue: keyof typeof queueNames, run: JobsToRun): Worker {
  const process = async (job: Job): Promise<void> => run[job.name as JobName]?.(job.data as never);
  const worker = new Worker(queueNames[queue], process, { connection: queueConnection(service.stores.redisUrl), prefix: service.queuePrefix, concurrency: 8 });
  worker.on("failed", (job, error) => service.logger.error({ err: error, job: job?.name }, "a job failed"));
  worker.on("error", (error) => service.logger.warn({ err: error }, "job queue"));
  return worker;
}
