import { Worker, type Job } from "bullmq";
import { enqueue, queueConnection, queueNames, queueOf, type JobName, type Jobs } from "../jobs/queues.ts";
import type { Service } from "./service.ts";

export type JobsToRun = { [Name in JobName]?: (data: Jobs[Name]) => Promise<void> };

/** Runs the jobs of one queue. What an older version queued here and belongs into another goes there; a name nobody knows counts as done. */
export function startJobs(service: Service, queue: keyof typeof queueNames, run: JobsToRun): Worker {
  const process = async (job: Job): Promise<void> => {
    const name = job.name as JobName;
    if (run[name]) return run[name](job.data as never);
    if (queueOf[name] && queueOf[name] !== queue) return enqueue(service.queue, name, job.data as never, { id: job.id! });
    service.logger.warn({ job: job.name }, "nobody knows what this job is");
  };
  const worker = new Worker(queueNames[queue], process, { connection: queueConnection(service.stores.redisUrl), prefix: service.queuePrefix, concurrency: 8 });
  worker.on("failed", (job, error) => service.logger.error({ err: error, job: job?.name }, "a job failed"));
  worker.on("error", (error) => service.logger.warn({ err: error }, "job queue"));
  return worker;
}
