import { createBroadcast, type AudienceQuery, type BroadcastContent, type BroadcastKind, type BroadcastModels, type Gatherer } from "../broadcasts/index.ts";
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
  title: string;
  place: string;
  reason?: string;
  /** Its own times of reminding; else the unit's. */
  remindersMs?: readonly number[];
};

export type GatheringPorts = {
  broadcasts: BroadcastModels;
  queue: JobQueue;
  gathering(kind: Gathering["kind"], id: string): Promise<Gathering | undefined>;
  /** Those that are ahead, or were cancelled or moved and would still be ahead. */
  gatheringsAhead(now: number): Promise<Gathering[]>;
  /** How long before a unit reminds. */
  remindersBeforeMs(commune: string | undefined): Promise<readonly number[]>;
  now(): number;
};

/** How late a reminder may go out (the service was off); later it would only confuse. */
const lateMs = 30 * 60_000;
const hourMs = 3_600_000;

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
  for (const beforeMs of gathering.remindersMs ?? (await ports.remindersBeforeMs(gathering.commune))) {
    const delayMs = gathering.startsAt - beforeMs - now;
    if (delayMs < -lateMs || now >= gathering.startsAt) continue;
    const { kind, id, revision } = gathering;
    await enqueue(ports.queue, "remind", { kind, id, revision, beforeMs }, { id: reminderId(gathering, beforeMs), delayMs: Math.max(0, delayMs) });
  }
}

/** The reminder's time has come. One of an old revision, of something cancelled, or too late, does nothing. */
export async function remind(job: Jobs["remind"], ports: GatheringPorts): Promise<void> {
  const gathering = await ports.gathering(job.kind, job.id);
  const now = ports.now();
  if (!gathering || gathering.state === "cancelled" || gathering.revision !== job.revision) return;
  if (now >= gathering.startsAt || now > gathering.startsAt - job.beforeMs + lateMs) return;
  const when = job.beforeMs >= 12 * hourMs ? "day-before" : "hours-before";
  const key = gathering.kind === "dialogue" ? `notice:reminder-${when}` : `notice:activity-${when}`;
  await send(reminderId(gathering, job.beforeMs), "reminder", key, gathering, ports);
}

async function announce(kind: "moved" | "cancelled", gathering: Gathering, ports: GatheringPorts): Promise<void> {
  await send(`${prefixOf(gathering)}${kind}-${gathering.id}-${gathering.revision}`, kind, `notice:${gathering.kind}-${kind}`, gathering, ports);
}

async function send(id: string, kind: BroadcastKind, key: string, gathering: Gathering, ports: GatheringPorts): Promise<void> {
  const now = ports.now();
  const { commune, revision } = gathering;
  const content: BroadcastContent = { key, params: paramsOf(gathering) };
  // Soon means now, night or not: late it would help nobody.
  const urgent = gathering.startsAt - now < (kind === "reminder" ? 3 * hourMs : 24 * hourMs);
  await createBroadcast(
    ports.broadcasts,
    {
      _id: id, kind, purpose: gathering.kind === "dialogue" ? "dialogues" : "activities", audience: audienceOf(kind, gathering), content, expiresAt: gathering.startsAt,
      about: { kind: gathering.kind, id: gathering.id, revision }, ...(commune ? { commune } : {}), ...(urgent ? { urgent } : {}),
    },
    now,
  );
  await enqueue(ports.queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}` });
}

/** Reminders are for the seated and for those who asked to be reminded, for the waiting would hope; a change is for all who had been told otherwise. */
function audienceOf(kind: BroadcastKind, { kind: what, id, changedAt }: Gathering): AudienceQuery {
  const who: Gatherer[] = [kind === "reminder" ? "seated" : "registered", "interested"];
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

function paramsOf({ title, place, startsAt, reason }: Gathering): Record<string, Json> {
  return { title, place, when: startsAt, reason: reason ?? "" };
}
