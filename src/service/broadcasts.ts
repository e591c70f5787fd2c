import { activitiesAhead, activityById, type Activity } from "../activities/index.ts";
import { cancelBroadcast, pauseBroadcast, resumeBroadcast, retryFailed, rulesOf, voidBroadcast, withdrawParked, type AccountReach, type AudiencePorts, type Broadcast, type BroadcastModels, type NoticeRules } from "../broadcasts/index.ts";
import { clubById } from "../clubs/index.ts";
import { contactParts } from "../core/contact-id.ts";
import { shortCode } from "../core/short-code.ts";
import { dialogueById, dialoguesAhead, type Dialogue } from "../dialogues/index.ts";
import { HaltedBroadcasts } from "../jobs/broadcast-gate.ts";
import type { FeedPorts } from "../jobs/feed-broadcasts.ts";
import { noticeMessage } from "../jobs/notice-message.ts";
import type { Gathering, GatheringPorts } from "../jobs/gathering-notices.ts";
import type { ActedPorts } from "../jobs/note-acted.ts";
import type { PlanPorts } from "../jobs/plan-broadcast.ts";
import { enqueue, type JobQueue } from "../jobs/queues.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { Config } from "../runtime/config.ts";
import { NotedBroadcasts } from "../storage/noted-broadcasts.ts";
import { createOutcomeStore } from "../storage/outcomes.ts";
import { noticePicture } from "../media/index.ts";
import { createKin } from "../office/index.ts";
import { calendarAddress } from "../turns/effects/activity-values.ts";
import { shortened } from "../turns/sources/page-of.ts";
import { createAudiencePorts } from "./audiences.ts";
import { createNoticeFacts } from "./notice-facts.ts";
import { budgetOf, sendingRules, windowsOf } from "./sending-rules.ts";
import type { Service } from "./service.ts";

const minuteMs = 60_000;
/** Nobody writes down when a dialogue ends. */
const dialogueLastsMs = 4 * 3_600_000;
/** A notice is known again by its first words. */
const heldWords = 40;

/** How notices behave where a unit set nothing of its own. */
export function defaultRules(config: Pick<Config, "NOTICE_QUIET_HOURS" | "NOTICE_HOLIDAYS" | "REMINDERS_BEFORE" | "NOTICE_APPROVE_ABOVE">): NoticeRules {
  return {
    quietFrom: config.NOTICE_QUIET_HOURS.from, quietTo: config.NOTICE_QUIET_HOURS.to, holidays: config.NOTICE_HOLIDAYS === "quiet", restDays: [],
    remindersMinutes: config.REMINDERS_BEFORE.map((ms) => Math.round(ms / minuteMs)), without: [], duesDay: 5, questionDays: 5, approveAbove: config.NOTICE_APPROVE_ABOVE,
  };
}

export function noticeRules(service: Pick<Service, "rooms" | "config">, commune: string | undefined): Promise<NoticeRules> {
  return rulesOf(service.rooms.broadcasts, commune, defaultRules(service.config));
}

export function audiencePorts({ rooms, contacts, directory }: Service): AudiencePorts {
  return createAudiencePorts(rooms, contacts, directory);
}

/** What an account can do towards a contact; undefined: it is off. */
export function accountsReach(service: Pick<Service, "channel" | "directory">): (contact: string) => AccountReach | undefined {
  return (contact) => {
    const { channel: name, account } = contactParts(contact);
    const channel = service.channel(name, account);
    return channel && { windows: windowsOf(contact, service), perSecond: channel.policy.bulkPerSecond };
  };
}

export function planPorts(service: Service): PlanPorts {
  const { rooms, lanes, stores, directory } = service;
  const { spending } = sendingRules(service);
  return {
    broadcasts: rooms.broadcasts,
    audience: audiencePorts(service),
    accounts: accountsReach(service),
    noted: new NotedBroadcasts(stores.redis, lanes.prefix),
    budgetLeft: async (account) => Math.max(0, budgetOf(account, directory) - (await spending.spent(account))),
    callsOn: (broadcast) => callsOn(service, broadcast),
    moved: ({ commune }) => service.office.announce("broadcasts", commune),
    rules: (commune) => noticeRules(service, commune),
    hold: (broadcast, count) => hold(service, broadcast, count),
    now: Date.now,
  };
}

/** Counted once an account, of the Vietnamese words with what is said where a name is not known. */
async function callsOn({ rooms, config, texts, channel }: Service, broadcast: Broadcast): Promise<(contact: string) => number> {
  const image = broadcast.content.image === undefined ? undefined : await noticePicture(rooms.media, broadcast.content.image, config.PUBLIC_URL ?? undefined);
  const known = new Map<string, number>();
  return (contact) => {
    const { channel: name, account } = contactParts(contact);
    const key = `${name}:${account}`;
    const reader = { _id: contact, locale: "vi" as const, stopped: false, reachable: true, lastInboundAt: 0, profile: {} };
    const calls = known.get(key) ?? channel(name, account)?.render(noticeMessage(broadcast, { place: "count|0|0", round: 0, person: reader, image }, texts.text)).length ?? 1;
    known.set(key, calls);
    return calls;
  };
}

async function hold({ stores, lanes, office }: Service, { _id, commune, by, reportTo, content, approval }: Broadcast, count: number): Promise<void> {
  await new HaltedBroadcasts(stores.redis, lanes.prefix).halt(_id, "paused");
  const params = { words: "texts" in content ? shortened(content.texts.vi, heldWords) : "", count, approved: approval?.count ?? 0 };
  // Who wrote it in a chat hears it there, with what it means for them.
  await office.callStaff({ id: `held-${_id}`, right: "broadcasts.approve", commune, ...(reportTo && by ? { except: by } : {}), key: "staff-news:broadcast-held", params });
  if (reportTo) await office.tell({ id: `held|${_id}`, contact: reportTo, key: "send-notice:held", params });
}

export function feedPorts(service: Service): FeedPorts {
  const { rooms, contacts, lanes, stores, config, logger, texts } = service;
  return {
    broadcasts: rooms.broadcasts, contacts, lanes, logger,
    audience: audiencePorts(service),
    gathering: gatheringReader(service),
    kinOf: createKin(rooms),
    accounts: accountsReach(service),
    noted: new NotedBroadcasts(stores.redis, lanes.prefix),
    rules: (commune) => noticeRules(service, commune),
    facts: createNoticeFacts(rooms),
    image: (id) => noticePicture(rooms.media, id, config.PUBLIC_URL ?? undefined),
    text: texts.text,
    timeZone: config.TIME_ZONE,
    now: Date.now,
  };
}

export function actedPorts(service: Service): ActedPorts {
  const { rooms, contacts, lanes, stores, secret } = service;
  const { text, facts, image, kinOf, audience, gathering } = feedPorts(service);
  return { broadcasts: rooms.broadcasts, handovers: rooms.handovers, code: (mark) => shortCode("HT", secret, mark), contacts, kinOf, audience, gathering, lanes, noted: new NotedBroadcasts(stores.redis, lanes.prefix), outcomes: createOutcomeStore(stores.redis, lanes.prefix), text, facts, image, now: Date.now };
}

/** Dialogues and activities as notices about them need them. */
function gatheringReader({ rooms, config }: Pick<Service, "rooms" | "config">): GatheringPorts["gathering"] {
  return async (kind, id) => {
    if (kind === "activity") {
      const activity = await activityById(rooms.activities, id);
      return activity && fromActivity(activity, config);
    }
    const found = await dialogueById(rooms.dialogues, id);
    return found && fromDialogue(found);
  };
}

/** Also used by commands that move or cancel a dialogue, so that its people hear at once. */
export function gatheringPorts(service: Pick<Service, "rooms" | "queue" | "lanes" | "config">): GatheringPorts {
  const { rooms, queue, lanes, config } = service;
  const steering = createSteering({ broadcasts: rooms.broadcasts, queue, lanes });
  return {
    broadcasts: rooms.broadcasts, queue,
    gathering: gatheringReader(service),
    gatheringsAhead: async (now) => [...(await dialoguesAhead(rooms.dialogues, now - dialogueLastsMs)).map(fromDialogue), ...(await activitiesAhead(rooms.activities, now)).map((one) => fromActivity(one, config))],
    rules: (commune) => noticeRules(service, commune),
    void: (id) => steering.void(id),
    timeZone: config.TIME_ZONE,
    now: Date.now,
  };
}

function fromDialogue({ _id, commune, state, revision, changedAt, movedFrom, startsAt, title, place }: Dialogue): Gathering {
  return { kind: "dialogue", id: _id, state, revision, startsAt, endsAt: startsAt + dialogueLastsMs, title, place, ...defined({ commune, changedAt, movedFrom }) };
}

function fromActivity({ _id, commune, state, revision, changedAt, movedFrom, startsAt, endsAt, title, place, onlineUrl, cancelReason, remindersMs }: Activity, { PUBLIC_URL }: Pick<Config, "PUBLIC_URL">): Gathering {
  const file = calendarAddress({ _id }, { publicUrl: PUBLIC_URL ?? undefined });
  return { kind: "activity", id: _id, commune, state, revision, startsAt, endsAt, title, place, file, ...defined({ changedAt, movedFrom, online: onlineUrl, reason: cancelReason, remindersMs }) };
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as Partial<Fields>;
}

/** Steering a broadcast: the document first, then every sender at once. */
export type Steering = {
  /** `again`: a number for the job, so that asking once more is another job. */
  plan(id: string, again?: number): Promise<void>;
  preview(id: string, preview: string): Promise<void>;
  pause(id: string): Promise<boolean>;
  resume(id: string): Promise<boolean>;
  cancel(id: string): Promise<boolean>;
  /** Ends what is not true any more, also where it is done and only some still wait for it. */
  void(id: string): Promise<void>;
  retry(id: string): Promise<number>;
  withdraw(id: string): Promise<boolean>;
};

export function createSteering({ broadcasts: models, queue, lanes }: { broadcasts: BroadcastModels; queue: JobQueue; lanes: Lanes }): Steering {
  const halted = new HaltedBroadcasts(lanes.redis, lanes.prefix);
  const plan = (id: string, again = Date.now()) => enqueue(queue, "plan-broadcast", { broadcast: id }, { id: `plan-${id}-${again}` });
  return {
    plan,
    preview: (id, preview) => enqueue(queue, "preview-broadcast", { broadcast: id, preview }, { id: `preview-${id}-${preview}` }),
    async pause(id) {
      if (!(await pauseBroadcast(models, id))) return false;
      await halted.halt(id, "paused");
      return true;
    },
    async resume(id) {
      const to = await resumeBroadcast(models, id);
      if (!to) return false;
      await halted.release(id);
      if (to === "planning") await plan(id);
      return true;
    },
    async cancel(id) {
      if (!(await cancelBroadcast(models, id, Date.now()))) return false;
      await halted.halt(id, "cancelled");
      return true;
    },
    async void(id) {
      if (await voidBroadcast(models, id, Date.now())) await halted.halt(id, "cancelled");
    },
    retry: (id) => retryFailed(models, id, Date.now()),
    withdraw: (id) => withdrawParked(models, id),
  };
}

/** Whether an audience's one list is there; for commands. */
export async function listExists({ rooms }: Service, kind: "club" | "dialogue", id: string): Promise<boolean> {
  return Boolean(kind === "club" ? await clubById(rooms.clubs, id) : await dialogueById(rooms.dialogues, id));
}
