import { Queue, type ConnectionOptions } from "bullmq";

/** Job names of the queue and their data. Every job may run twice: its effects carry deterministic ids. */
export type Jobs = {
  /** Writes a broadcast's rows down; the feeder hands them over. */
  "plan-broadcast": { broadcast: string };
  /** Counts what a broadcast would do; an old count does nothing. */
  "preview-broadcast": { broadcast: string; preview: string };
  /** Delayed until the reminder's time; an old revision does nothing. */
  remind: { kind: "dialogue" | "activity"; id: string; revision: number; beforeMs: number };
  /** As reminders of dialogues were queued before activities had any. */
  "remind-dialogue": { dialogue: string; revision: number; beforeMs: number };
  /** Copies one file somebody sent from its platform; one that is kept, refused or forgotten does nothing. */
  "fetch-media": { media: string };
};
export type JobName = keyof Jobs;

/** Two queues: planning a notice keeps a core busy for seconds, and is done where nobody waits for an answer. */
export const queueOf: { [Name in JobName]: keyof JobQueue } = { "plan-broadcast": "plans", "preview-broadcast": "plans", remind: "jobs", "remind-dialogue": "jobs", "fetch-media": "jobs" };
export type JobQueue = { jobs: Queue; plans: Queue };

export const queueNames = { jobs: "notices", plans: "plans" } as const;
/** BullMQ's keys are apart from the lanes'. */
export const queuePrefix = "cnq";

/** Options for queue and worker alike. BullMQ wants connections that never give up on a command. */
export function queueConnection(redisUrl: string): ConnectionOptions {
  return { url: redisUrl, maxRetriesPerRequest: null };
}

export function createQueue(redisUrl: string, prefix = queuePrefix): JobQueue {
  const open = (name: string) => new Queue(name, {
    connection: queueConnection(redisUrl),
    prefix,
    defaultJobOptions: { attempts: 10, backoff: { type: "exponential", delay: 1000 }, removeOnComplete: 1000, removeOnFail: 5000 },
  });
  return { jobs: open(queueNames.jobs), plans: open(queueNames.plans) };
}

export async function closeQueue({ jobs, plans }: JobQueue): Promise<void> {
  await Promise.all([jobs.close(), plans.close()]);
}

/** Adds a job once: the same `id` again is the same job. BullMQ forbids colons in ids. */
export async function enqueue<Name extends JobName>(queue: JobQueue, name: Name, data: Jobs[Name], options: { id: string; delayMs?: number }): Promise<void> {
  await queue[queueOf[name]].add(name, data, { jobId: options.id.replaceAll(":", "_"), ...(options.delayMs ? { delay: options.delayMs } : {}) });
}
