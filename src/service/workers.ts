import { Worker, type Job } from "bullmq";
import { planSeries } from "../activities/index.ts";
import { expireBroadcasts, expireParked, expireTraces, recordOutcomes } from "../broadcasts/index.ts";
import { expireMemberships } from "../clubs/index.ts";
import { deletionRequestModel, expireConsentProofs, expireDeletionRequests } from "../consent/index.ts";
import { deliverDue } from "../hooks/index.ts";
import { settleUnits } from "../office/index.ts";
import { expireLinkCodes } from "../identities/index.ts";
import { askFeedback } from "../jobs/ask-feedback.ts";
import { createGate, HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import { BroadcastFeeder } from "../jobs/feed-broadcasts.ts";
import { remindByCalendar } from "../jobs/calendar-reminders.ts";
import { repeatBroadcasts } from "../jobs/repeat-broadcasts.ts";
import { alignGatherings, remind } from "../jobs/gathering-notices.ts";
import { fetchMedia, planLostMedia } from "../jobs/fetch-media.ts";
import { createInbox } from "../jobs/inbox.ts";
import { LaneWorker, subscribeWakes } from "../jobs/lane-worker.ts";
import { createNoteWorker } from "../jobs/note-worker.ts";
import { createOutbox, senders } from "../jobs/outbox.ts";
import { noteActed } from "../jobs/note-acted.ts";
import { planBroadcast, previewBroadcast } from "../jobs/plan-broadcast.ts";
import { queueConnection, queueName, type JobName, type Jobs } from "../jobs/queues.ts";
import { LostRows } from "../jobs/settle-rows.ts";
import { startUpkeep, type Chore } from "../jobs/upkeep.ts";
import { createPageWatch } from "../jobs/watch-pages.ts";
import { expireMedia, sweepMedia } from "../media/index.ts";
import { Lanes } from "../storage/lanes/lanes.ts";
import { createOutcomeStore } from "../storage/outcomes.ts";
import { createAccountTrouble } from "./account-trouble.ts";
import { notePorts } from "./note-ports.ts";
import { forgetNoticePictures } from "./notice-pictures.ts";
import { expireData } from "./retention.ts";
import { closeBroadcasts, startDueBroadcasts } from "./broadcast-clock.ts";
import { actedPorts, createSteering, feedPorts, gatheringPorts, planPorts } from "./broadcasts.ts";
import { calendarPorts, repeatPorts } from "./calendar.ts";
import { reportBroadcasts } from "./report-broadcasts.ts";
import { sendingRules } from "./sending-rules.ts";
import type { Service } from "./service.ts";

const second = 1000;
const minute = 60 * second;

export type Stoppable = { stop(): Promise<void> };

/** The worker role: plays events, sends replies and notices, runs the queue's jobs. */
export async function startWorkers(service: Service): Promise<Stoppable> {
  const { lanes, logger, metrics, config } = service;
  const halted = new HaltedBroadcasts(service.stores.redis, lanes.prefix);
  await halted.watch(logger);
  const outcomes = createOutcomeStore(service.stores.redis, lanes.prefix);
  // Notices have a connection of their own: on one connection people's replies would wait behind whatever was asked for notices.
  const noticeRedis = service.stores.redis.duplicate();
  noticeRedis.on("error", (error: Error) => logger.warn({ err: error }, "redis connection of notices"));
  const noticeLanes = new Lanes(noticeRedis, lanes.prefix);
  const outboxOn = (own: Lanes) => createOutbox({ lanes: own, gate: createGate(halted), keepOutcome: (outcome) => outcomes.write(outcome), logger, metrics, channel: service.channel, unreachable: service.markUnreachable, accountTrouble: createAccountTrouble(service.pages, logger), ...sendingRules(service) });
  const inbox = createInbox(lanes, service.turnPorts, metrics, Date.now);
  const wakes = await subscribeWakes(service.stores.redis, lanes.prefix);
  const acted = actedPorts(service);
  const workers = [
    new LaneWorker({ lanes, logger, family: "in", concurrency: config.WORKER_CONCURRENCY, itemsAtOnce: 5, handle: inbox }),
    new LaneWorker({ lanes, logger, family: "out", ...senders.out, itemsAtOnce: 5, handle: outboxOn(lanes) }),
    // One at a time: an item that was taken but not yet tried must not look as if it had been sent.
    new LaneWorker({ lanes: noticeLanes, logger, family: "bulk", ...senders.bulk, itemsAtOnce: 1, handle: outboxOn(noticeLanes) }),
    new LaneWorker({ lanes, logger, family: "note", concurrency: config.WORKER_CONCURRENCY, itemsAtOnce: 5, handle: createNoteWorker({ ...notePorts(service), acted: (note) => noteActed(note, acted) }) }),
  ];
  for (const worker of workers) worker.start(wakes);
  const jobs = startJobs(service);
  const feeder = new BroadcastFeeder({ ...feedPorts(service), lanes: noticeLanes });
  feeder.start();
  return {
    async stop() {
      await feeder.stop();
      halted.close();
      // Events first: what they say still goes out with the senders that run.
      for (const worker of workers) await worker.stop();
      await jobs.close();
      wakes.disconnect();
      noticeRedis.disconnect();
    },
  };
}

function startJobs(service: Service): Worker {
  const plan = planPorts(service);
  const gatherings = gatheringPorts(service);
  const run: { [Name in JobName]: (data: Jobs[Name]) => Promise<void> } = {
    "plan-broadcast": (data) => planBroadcast(data.broadcast, plan),
    "preview-broadcast": (data) => previewBroadcast(data.broadcast, data.preview, plan),
    remind: (data) => remind(data, gatherings),
    "remind-dialogue": ({ dialogue, ...rest }) => remind({ kind: "dialogue", id: dialogue, ...rest }, gatherings),
    "fetch-media": (data) => fetchMedia(data, service.media),
  };
  const process = async (job: Job): Promise<void> => run[job.name as JobName]?.(job.data as never);
  const worker = new Worker(queueName, process, { connection: queueConnection(service.stores.redisUrl), prefix: service.queuePrefix, concurrency: 8 });
  worker.on("failed", (job, error) => service.logger.error({ err: error, job: job?.name }, "a job failed"));
  worker.on("error", (error) => service.logger.warn({ err: error }, "job queue"));
  return worker;
}

/** The scheduler role: what comes round by the clock. Several may run; each chore is safe to run twice at once. */
export function startScheduler(service: Service): Stoppable {
  const { lanes, rooms, config, logger } = service;
  const outcomes = createOutcomeStore(service.stores.redis, lanes.prefix);
  const gatherings = gatheringPorts(service);
  const [calendar, repeats] = [calendarPorts(service), repeatPorts(service)];
  const steering = createSteering({ broadcasts: rooms.broadcasts, queue: service.queue, lanes });
  const { broadcasts, contacts, kinOf, now } = feedPorts(service);
  const lost = new LostRows({ broadcasts, contacts, kinOf, now, lanes, outcomesWait: outcomes.has });
  const chores: Chore[] = [
    { name: "ring-timers", everyMs: second, run: () => lanes.ring() },
    { name: "record-outcomes", everyMs: second, run: () => recordOutcomes(rooms.broadcasts, outcomes) },
    { name: "settle-rows", everyMs: 20 * second, run: () => lost.settle() },
    { name: "close-broadcasts", everyMs: 2 * second, run: () => closeBroadcasts(service) },
    { name: "report-broadcasts", everyMs: 2 * second, run: () => reportBroadcasts(service, Date.now()) },
    { name: "start-broadcasts", everyMs: 2 * second, run: () => startDueBroadcasts(service) },
    { name: "expire-parked", everyMs: 10 * minute, run: () => expireParked(rooms.broadcasts, Date.now()) },
    { name: "expire-broadcasts", everyMs: 60 * minute, run: () => expireBroadcasts(rooms.broadcasts, Date.now() - config.BROADCAST_RETENTION, (one) => forgetNoticePictures(rooms, one)) },
    { name: "expire-notice-traces", everyMs: 60 * minute, run: () => expireTraces(rooms.broadcasts, { calls: Date.now() - config.BROADCAST_RETENTION, replies: Date.now() - config.MESSAGE_RETENTION }) },
    { name: "repeat-broadcasts", everyMs: 10 * second, run: () => repeatBroadcasts(repeats) },
    { name: "remind-by-calendar", everyMs: 5 * minute, run: () => remindByCalendar(calendar) },
    { name: "align-gatherings", everyMs: minute, run: () => alignGatherings(gatherings) },
    { name: "watch-pages", everyMs: minute, run: createPageWatch({ pages: service.pages, channel: service.channel, lastEvents: service.lastEvents, accounts: lanes.accounts, silenceMs: config.PAGE_SILENCE_ALERT, metrics: service.metrics, logger, now: Date.now }) },
    { name: "refresh-zalo-tokens", everyMs: 30 * minute, run: () => service.zaloTokens.refreshDue() },
    { name: "settle-dialogues", everyMs: 30 * second, run: () => service.settleDialogues(Date.now()) },
    { name: "ask-feedback", everyMs: 10 * minute, run: () => askFeedback({ activities: rooms.activities, broadcasts: rooms.broadcasts, people: rooms.people, plan: (id) => steering.plan(id), timeZone: config.TIME_ZONE, now: Date.now }) },
    { name: "plan-series", everyMs: 10 * minute, run: () => planSeries(rooms.activities, Date.now(), config.TIME_ZONE) },
    { name: "expire-messages", everyMs: 60 * minute, run: () => service.log.expire(Date.now() - config.MESSAGE_RETENTION) },
    { name: "plan-lost-media", everyMs: minute, run: () => planLostMedia(service.media) },
    { name: "expire-media", everyMs: 60 * minute, run: () => expireMedia(rooms.media, Date.now() - config.MEDIA_RETENTION) },
    { name: "sweep-media", everyMs: 6 * 60 * minute, run: () => sweepMedia(rooms.media, Date.now()) },
    { name: "expire-memberships", everyMs: 60 * minute, run: () => expireMemberships(rooms.clubs, Date.now() - config.MESSAGE_RETENTION) },
    { name: "expire-link-codes", everyMs: 60 * minute, run: () => expireLinkCodes(rooms.identities, Date.now() - 60 * minute) },
    { name: "expire-consent-proofs", everyMs: 60 * minute, run: () => expireConsentProofs(rooms.consent, Date.now() - config.CONSENT_PROOF_RETENTION) },
    { name: "expire-data", everyMs: 60 * minute, run: () => expireData(service.office, Date.now()) },
    // Redis keeps its file as a log of what was written: rewritten, it no longer holds what was deleted. One's own Redis is somebody else's to run.
    ...(config.REDIS_URL ? [] : [{ name: "rewrite-redis-log", everyMs: 24 * 60 * minute, run: () => service.stores.redis.call("BGREWRITEAOF") }]),
    { name: "settle-units", everyMs: 10 * minute, run: () => settleUnits(service.office) },
    { name: "deliver-hooks", everyMs: 2 * second, run: () => deliverDue({ hooks: rooms.hooks, key: service.secret, allowPrivate: config.HOOKS_ALLOW_PRIVATE, now: Date.now }) },
    { name: "expire-deletion-requests", everyMs: 60 * minute, run: () => expireDeletionRequests(deletionRequestModel(service.stores.mongo), Date.now() - config.CONSENT_PROOF_RETENTION) },
  ];
  void alignGatherings(gatherings).catch((error: unknown) => logger.error({ err: error }, "reminders could not be planned"));
  return startUpkeep(chores, logger);
}
