import { planSeries } from "../activities/index.ts";
import { expireBroadcasts, expireParked, expireTraces } from "../broadcasts/index.ts";
import { expireMemberships } from "../clubs/index.ts";
import { deletionRequestModel, expireConsentProofs, expireDeletionRequests } from "../consent/index.ts";
import { deliverDue } from "../hooks/index.ts";
import { settleUnits } from "../office/index.ts";
import { expireLinkCodes } from "../identities/index.ts";
import { askFeedback } from "../jobs/ask-feedback.ts";
import { HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import { remindByCalendar } from "../jobs/calendar-reminders.ts";
import { repeatBroadcasts } from "../jobs/repeat-broadcasts.ts";
import { alignGatherings, remind } from "../jobs/gathering-notices.ts";
import { fetchMedia, planLostMedia } from "../jobs/fetch-media.ts";
import { createInbox } from "../jobs/inbox.ts";
import { LaneWorker, subscribeWakes } from "../jobs/lane-worker.ts";
import { createNoteWorker } from "../jobs/note-worker.ts";
import { senders } from "../jobs/outbox.ts";
import { noteActed } from "../jobs/note-acted.ts";
import { startUpkeep, type Chore } from "../jobs/upkeep.ts";
import { createPageWatch } from "../jobs/watch-pages.ts";
import { expireMedia, sweepMedia } from "../media/index.ts";
import { notePorts } from "./note-ports.ts";
import { forgetNoticePictures } from "./notice-pictures.ts";
import { expireData } from "./retention.ts";
import { closeBroadcasts, startDueBroadcasts } from "./broadcast-clock.ts";
import { actedPorts, createSteering, gatheringPorts } from "./broadcasts.ts";
import { calendarPorts, repeatPorts } from "./calendar.ts";
import { reportBroadcasts } from "./report-broadcasts.ts";
import { openOutbox } from "./outbox.ts";
import { startJobs } from "./start-jobs.ts";
import type { Service } from "./service.ts";

const second = 1000;
const minute = 60 * second;

export type Stoppable = { stop(): Promise<void> };

/** The worker role: plays events, sends replies, runs the queue's jobs. Notices are the role of `startNotices`. */
export async function startWorkers(service: Service): Promise<Stoppable> {
  const { lanes, logger, metrics, config } = service;
  const halted = new HaltedBroadcasts(service.stores.redis, lanes.prefix);
  await halted.watch(logger);
  const inbox = createInbox(lanes, service.turnPorts, metrics, Date.now);
  const wakes = await subscribeWakes(service.stores.redis, lanes.prefix);
  const acted = actedPorts(service);
  const workers = [
    new LaneWorker({ lanes, logger, family: "in", concurrency: config.WORKER_CONCURRENCY, itemsAtOnce: 5, handle: inbox }),
    new LaneWorker({ lanes, logger, family: "out", ...senders.out, itemsAtOnce: 5, handle: openOutbox(service, halted) }),
    new LaneWorker({ lanes, logger, family: "note", concurrency: config.WORKER_CONCURRENCY, itemsAtOnce: 5, handle: createNoteWorker({ ...notePorts(service), acted: (note) => noteActed(note, acted) }) }),
  ];
  for (const worker of workers) worker.start(wakes);
  const gatherings = gatheringPorts(service);
  const jobs = startJobs(service, "jobs", {
    remind: (data) => remind(data, gatherings),
    "remind-dialogue": ({ dialogue, ...rest }) => remind({ kind: "dialogue", id: dialogue, ...rest }, gatherings),
    "fetch-media": (data) => fetchMedia(data, service.media),
  });
  return {
    async stop() {
      halted.close();
      // Events first: what they say still goes out with the senders that run.
      for (const worker of workers) await worker.stop();
      await jobs.close();
      wakes.disconnect();
    },
  };
}

/** The scheduler role: what comes round by the clock. Several may run; each chore is safe to run twice at once. */
export function startScheduler(service: Service): Stoppable {
  const { lanes, rooms, config, logger } = service;
  const gatherings = gatheringPorts(service);
  const [calendar, repeats] = [calendarPorts(service), repeatPorts(service)];
  const steering = createSteering({ broadcasts: rooms.broadcasts, queue: service.queue, lanes });
  const chores: Chore[] = [
    { name: "ring-timers", everyMs: second, run: () => lanes.ring() },
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
