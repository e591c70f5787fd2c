import { createBroadcast, outdated, renewPromotions, tellInTime, type Ahead, type AudienceQuery, type BroadcastKind, type BroadcastModels, type Gatherer, type NoticeRules } from "../broadcasts/index.ts";
import type { Json } from "../core/json.ts";
import { enqueue, type JobQueue, type Jobs } from "./queues.ts";

/** What reminders need to know of a dialogue or an activity. */
export type Gathering = {
  kind: "dialogue" | "activity";
  id: string;
  commune?: string;
  state: string;
  revision: number;
  /** When the last revision was made: who registered afterwards knows it. */
  changedAt?: number;
  startsAt: number;
  endsAt: number;
  /** When it was to begin as people knew before its last revision: by then they must hear of it. */
  movedFrom?: number;
  title: string;
  place: string;
  online?: string;
  /** Where phones fetch its calendar file. */
  file?: string;
  reason?: string;
  /** Its own times of reminding; else the unit's. */
  remindersMs?: readonly number[];
};

export type GatheringPorts = {
  broadcasts: BroadcastModels;
  queue: JobQueue;
  gathering(kind: Gathering["kind"], id: string): Promise<Gathering | undefined>;
  /** Those that are not over, or were cancelled or moved and would not be over. */
  gatheringsAhead(now: number): Promise<Gathering[]>;
  /** When a unit's notices rest, and how long before it reminds. */
  rules(commune: string | undefined): Promise<NoticeRules>;
  /** Ends a notice that is not true any more, wherever its rows are. */
  void(broadcast: string): Promise<void>;
  timeZone: string;
  now(): number;
};

/** How late a reminder may go out (the service was off); later it would only confuse. */
const lateMs = 30 * 60_000;
const hourMs = 3_600_000;
/** A change is heard a day ahead, or in the morning of a day whose afternoon it concerns. */
const changeAhead: Ahead = { restMs: 24 * hourMs, nightMs: 6 * hourMs };
const dayBeforeAhead: Ahead = { restMs: 6 * hourMs, nightMs: hourMs };
const hoursBeforeAhead: Ahead = { restMs: hourMs, nightMs: hourMs };
/** What is nearer than this is the reminder of the day before. */
const dayBeforeMs = 12 * hourMs;

/**
 * Brings the queue in line with what is planned: a delayed job for each reminder of the present revision, and a notice to the
 * registered for each move or cancellation. All ids are deterministic, so it may run at every change, at every start and
 * every few minutes, in any number of processes.
 */
export async function alignGatherings(ports: GatheringPorts): Promise<void> {
  for (const gathering of await ports.gatheringsAhead(ports.now())) {
    if (gathering.state === "draft") continue;
    if (gathering.state === "cancelled") await announce("cancelled", gathering, ports);
    else {
      if (gathering.revision > 1) await announce("moved", gathering, ports);
      await planReminders(gathering, ports);
    }
  }
}

async function planReminders(gathering: Gathering, ports: GatheringPorts): Promise<void> {
  const now = ports.now();
  for (const beforeMs of await remindersOf(gathering, ports)) {
    const delayMs = gathering.startsAt - beforeMs - now;
    if (delayMs < -lateMs || now >= gathering.startsAt) continue;
    const { kind, id, revision } = gathering;
    await enqueue(ports.queue, "remind", { kind, id, revision, beforeMs }, { id: reminderId(gathering, beforeMs), delayMs: Math.max(0, delayMs) });
  }
}

async function remindersOf({ remindersMs, commune }: Gathering, { rules }: GatheringPorts): Promise<readonly number[]> {
  return remindersMs ?? (await rules(commune)).remindersMinutes.map((minutes) => minutes * 60_000);
}

/** The reminder's time has come. One of an old revision, of something cancelled, one nobody wants any more, or too late, does nothing. */
export async function remind(job: Jobs["remind"], ports: GatheringPorts): Promise<void> {
  const gathering = await ports.gathering(job.kind, job.id);
  const now = ports.now();
  if (!gathering || gathering.state === "cancelled" || gathering.revision !== job.revision) return;
  if (now >= gathering.startsAt || now > gathering.startsAt - job.beforeMs + lateMs) return;
  if (!(await remindersOf(gathering, ports)).includes(job.beforeMs)) return;
  const dayBefore = job.beforeMs >= dayBeforeMs;
  const when = dayBefore ? "day-before" : "hours-before";
  const key = gathering.kind === "dialogue" ? `notice:reminder-${when}` : `notice:activity-${when}`;
  await send({ id: reminderId(gathering, job.beforeMs), kind: "reminder", key, expiresAt: gathering.startsAt, by: gathering.startsAt, ahead: dayBefore ? dayBeforeAhead : hoursBeforeAhead }, gathering, ports);
}

async function announce(kind: "moved" | "cancelled", gathering: Gathering, ports: GatheringPorts): Promise<void> {
  const { startsAt, movedFrom, endsAt } = gathering;
  const told = movedFrom !== undefined && (kind === "moved" || movedFrom > ports.now()) ? movedFrom : startsAt;
  const id = `${prefixOf(gathering)}${kind}-${gathering.id}-${gathering.revision}`;
  // Also while it goes on: whoever has not set out yet, or comes on the second day.
  await send({ id, kind, key: `notice:${gathering.kind}-${kind}`, expiresAt: endsAt, by: Math.min(startsAt, told), ahead: changeAhead }, gathering, ports);
}

type Telling = { id: string; kind: BroadcastKind; key: string; expiresAt: number; /** When it is needed. */ by: number; ahead: Ahead };

async function send({ id, kind, key, expiresAt, by, ahead }: Telling, gathering: Gathering, ports: GatheringPorts): Promise<void> {
  const now = ports.now();
  const { commune, revision } = gathering;
  if (!(await ports.broadcasts.broadcasts.exists({ _id: id }))) {
    await endOlder(kind, gathering, ports);
    const { at, urgent } = tellInTime(await ports.rules(commune), now, by, ahead, ports.timeZone);
    await createBroadcast(
      ports.broadcasts,
      {
        _id: id, kind, purpose: gathering.kind === "dialogue" ? "dialogues" : "activities", audience: audienceOf(kind, gathering), content: { key, params: paramsOf(gathering) }, expiresAt,
        about: { kind: gathering.kind, id: gathering.id, revision }, ...(commune ? { commune } : {}), ...(urgent ? { urgent } : {}), ...(at === undefined ? {} : { at, state: "scheduled" as const }),
      },
      now,
    );
  }
  // One that is scheduled is planned by the clock; this does nothing then.
  await enqueue(ports.queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}` });
}

/** What was told of earlier revisions and not heard yet is not true any more. */
async function endOlder(kind: BroadcastKind, gathering: Gathering, ports: GatheringPorts): Promise<void> {
  const about = { kind: gathering.kind, id: gathering.id, revision: gathering.revision };
  for (const id of await outdated(ports.broadcasts, about, kind === "cancelled" ? "cancelled" : "moved")) await ports.void(id);
  if (kind === "moved") await renewPromotions(ports.broadcasts, about, paramsOf(gathering), gathering.startsAt);
}

/** Reminders are for the seated and for those who asked to be reminded, for the waiting would hope; a change is for all who had been told otherwise, by a notice of staff too. */
function audienceOf(kind: BroadcastKind, { kind: what, id, changedAt }: Gathering): AudienceQuery {
  const who: Gatherer[] = kind === "reminder" ? ["seated", "interested"] : ["registered", "interested", "told"];
  const of = who.map((one) => ({ id, who: one, ...(kind === "reminder" || changedAt === undefined ? {} : { before: changedAt }) }));
  return what === "activity" ? { activities: of } : { dialogues: of };
}

/** Ids of dialogues' notices are as they were before activities had any. */
function prefixOf({ kind }: Gathering): string {
  return kind === "dialogue" ? "" : "activity-";
}

function reminderId(gathering: Gathering, beforeMs: number): string {
  return `${prefixOf(gathering)}reminder-${gathering.id}-${gathering.revision}-${Math.round(beforeMs / 60_000)}`;
}

/** "none" where there is nothing to say: texts leave the line out. */
export function paramsOf({ title, place, startsAt, endsAt, online, file, reason }: Gathering): Record<string, Json> {
  return { title, place: place || "none", when: startsAt, until: endsAt, online: online || "none", file: file ?? "none", reason: reason || "none" };
}
