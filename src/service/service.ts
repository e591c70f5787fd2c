import { contactParts } from "../core/contact-id.ts";
import { keepLearning, loadAnswers, loadUnderstanding, type FaqEntry, type Understand } from "../answers/index.ts";
import type { OffChannel } from "../channels/registry.ts";
import type { Channel } from "../channels/contract.ts";
import type { WebchatEntry } from "../channels/webchat/index.ts";
import { settleDialogues, type TellPromotion } from "../dialogues/index.ts";
import { takeMedia, type MediaPorts } from "../jobs/fetch-media.ts";
import { closeQueue, createQueue, queuePrefix, type JobQueue } from "../jobs/queues.ts";
import { openFlowMedia, type FlowMedia } from "../media/index.ts";
import { createKin, type OfficePorts } from "../office/index.ts";
import type { PageModels } from "../pages/index.ts";
import type { Config, Role } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import { createMetrics, watchProcess, type Metrics } from "../runtime/metrics.ts";
import { secretKey } from "../runtime/secret-key.ts";
import type { Texts } from "../runtime/texts.ts";
import { loadSample } from "../sample/index.ts";
import { Contacts } from "../storage/contacts.ts";
import { LastEvents } from "../storage/last-events.ts";
import { FlowVersions } from "../storage/flow-versions.ts";
import { accountOf, Lanes } from "../storage/lanes/lanes.ts";
import { MessageLog } from "../storage/message-log.ts";
import { NotedBroadcasts } from "../storage/noted-broadcasts.ts";
import { keyPrefix } from "../storage/redis.ts";
import { WebchatMailbox } from "../storage/webchat-mailbox.ts";
import { createEffects, type EffectPorts } from "../turns/effects/index.ts";
import { createSources } from "../turns/sources/index.ts";
import type { TurnPorts } from "../turns/turn-ports.ts";
import { adoptCommune } from "./adopt-commune.ts";
import { openAccounts } from "./accounts.ts";
import type { Directory } from "./directory.ts";
import { createForgetMessages } from "./forget-messages.ts";
import { learnedFolder } from "./project-folder.ts";
import { flowMediaFolder } from "./flow-files.ts";
import { createMediaPorts, mediaFolder } from "./media-ports.ts";
import { createLastNotice } from "./last-notice.ts";
import { createLinkedNotice } from "./linked-notice.ts";
import { createLinkOpener } from "./link-opener.ts";
import { alignGatherings } from "../jobs/gathering-notices.ts";
import { accountsReach, gatheringPorts } from "./broadcasts.ts";
import { createAudiencePorts } from "./audiences.ts";
import { createNoticeWork } from "./notice-work.ts";
import { createAccountTokens } from "./page-tokens.ts";
import { publishFlows } from "./publish-flows.ts";
import { createPromotionNotice } from "./promotion-notice.ts";
import { openRooms, type Rooms } from "./rooms.ts";
import { openStores, type Stores } from "./stores.ts";
import { projectTexts } from "./texts.ts";
import { chatDesks, officePorts } from "./office.ts";
import { createTurnPorts } from "./turn-ports.ts";
import type { ZaloTokenKeeper } from "./zalo-tokens.ts";

/** Everything assembled; the roles and the commands take from it what they need. */
export type Service = {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  stores: Stores;
  secret: string;
  texts: Texts;
  lanes: Lanes;
  contacts: Contacts;
  log: MessageLog;
  rooms: Rooms;
  mailbox: WebchatMailbox;
  /** The accounts this installation serves, where they are kept, and the channels whose settings are not complete. */
  directory: Directory;
  pages: PageModels;
  off: OffChannel[];
  lastEvents: LastEvents;
  zaloTokens: ZaloTokenKeeper;
  channel(name: string, account: string): Channel | undefined;
  /** Free messaging window of a contact's channel, milliseconds. */
  windowOf(contact: string): number | undefined;
  turnPorts: TurnPorts;
  queue: JobQueue;
  /** Copying people's files, and what flows show. */
  media: MediaPorts;
  flowMedia: FlowMedia;
  queuePrefix: string;
  /** Tells somebody who waited that there is a seat now. */
  /** What the verbs of staff work on: console, API and commands. */
  office: OfficePorts;
  tellPromoted: TellPromotion;
  settleDialogues(now: number): Promise<void>;
  markUnreachable(contact: string): Promise<void>;
  stopping: boolean;
  close(): Promise<void>;
};

export type ServiceOptions = {
  /** Uses the embedded engines of a running service, for commands. */
  share?: boolean;
  /** A database of its own, for trying things out. */
  database?: string;
};

/** Opens the stores and assembles everything but the roles. */
export async function openService(config: Config, logger: Logger, options: ServiceOptions = {}): Promise<Service> {
  const share = options.share ?? !isWhole(config.ROLES);
  const opening = openStores(config, logger, { share, ...(options.database ? { database: options.database } : {}) });
  const learned = learn(config, options.share ?? false);
  // Learning takes its time: for a worker it happens while the engines start on the other core, for all others only when they need it.
  if (!options.share && config.ROLES.includes("worker")) learned.understand("");
  const stores = await opening;
  try {
    const adopt = !options.share || stores.alone;
    return await assemble(config, logger, stores, learned, { prefix: options.database ? `${keyPrefix}${options.database}:` : keyPrefix, adopt });
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** Whoever has all roles is the installation and starts its engines; the others come to it. */
const isWhole = (roles: readonly Role[]): boolean => (["web", "worker", "scheduler"] as const).every((role) => roles.includes(role));

/** What comes from the project's files alone. */
type Learned = { texts: Texts; answers: FaqEntry[] } & Understand;

function learn(config: Config, command: boolean): Learned {
  const answers = loadAnswers();
  let learned: Understand | undefined;
  const once = () => (learned ??= loadUnderstanding(answers, keepLearning(learnedFolder)));
  // Whoever shows pages says all of them and looks at each sentence when it starts; the others say few.
  return { texts: projectTexts(config, { lazy: command || !config.ROLES.includes("web") }), answers, understand: (text) => once().understand(text), isUrgent: (text) => once().isUrgent(text) };
}

async function assemble(config: Config, logger: Logger, stores: Stores, { texts, answers, understand, isUrgent }: Learned, { prefix, adopt }: { prefix: string; adopt: boolean }): Promise<Service> {
  const secret = secretKey(config.SECRET_KEY, config.DATA_DIR);
  const metrics = createMetrics();
  watchProcess(metrics);
  const lanes = new Lanes(stores.redis, prefix);
  const contacts = new Contacts(stores.mongo);
  const log = new MessageLog(stores.mongo);
  const rooms = await openRooms(stores.mongo, mediaFolder(config));
  await log.ensureIndexes();
  await loadSample(rooms, Date.now());
  await adoptCommune(stores.mongo, rooms);
  const mailbox = new WebchatMailbox(stores.redis, `${prefix}chat:`);
  const queue = createQueue(stores.redisUrl, prefix === keyPrefix ? queuePrefix : `${queuePrefix}-${prefix}`);
  const { pages, directory, off, zaloTokens } = await openChannels({ config, logger, stores, secret, prefix, mailbox, adopt });
  const channel = (name: string, account: string) => directory.get(name, account);
  const library = await publishFlows(new FlowVersions(stores.mongo), Date.now());
  const media = createMediaPorts({ config, rooms, queue, channel, logger });
  const flowMedia = openFlowMedia({ folder: flowMediaFolder, sources: library.media, publicUrl: config.PUBLIC_URL, warn: (problem) => logger.warn(problem) });
  const gatherings = gatheringPorts({ rooms, queue, lanes, config });
  const tellPromoted = createPromotionNotice(gatherings);
  const forgetMessages = createForgetMessages({ log, lanes, mailbox, broadcasts: rooms.broadcasts, media: rooms.media });
  const kin = createKin(rooms);
  const notices = createNoticeWork({
    rooms, queue, lanes, contacts, texts, config,
    takesOf: (flow) => library.get(flow)?.takes,
    audience: createAudiencePorts(rooms, contacts, directory),
    accounts: accountsReach({ channel, directory }),
  });
  const office = officePorts({ rooms, pages, contacts, log, secret, config, lanes, texts, redis: stores.redis, logger, tellPromoted, notices, alignReminders: () => alignGatherings(gatherings), forgetMessages });
  const desks = chatDesks(office);
  const effectPorts: EffectPorts = {
    ...desks,
    announce: (topic, commune) => office.announce(topic, commune),
    lastNotice: createLastNotice(rooms.broadcasts, new NotedBroadcasts(stores.redis, prefix)),
    async dropNotices(contact, purpose) {
      for (const one of (await kin([contact])).get(contact) ?? [contact]) await lanes.dropNotices(one, purpose);
    },
    understanding: { understand }, answers, secret,
    tellPromotion: tellPromoted,
    tellLinked: createLinkedNotice(lanes, contacts, texts),
    timeZone: config.TIME_ZONE,
    ...(config.PUBLIC_URL ? { publicUrl: config.PUBLIC_URL } : {}),
    forgetMessages,
    pageUnit: (contact) => directory.entry(accountOf(contact))?.unit,
  };
  const turnPorts = createTurnPorts({ config, logger, texts, contacts, log, library, effects: createEffects(rooms, effectPorts), sources: createSources(rooms, effectPorts), maxChoices: (name) => directory.accountsOf(name)[0]?.policy.maxChoices || 10, noteMedia: (event) => takeMedia(event, media), flowMedia: flowMedia.outbound, mayNotify: desks.mayNotify }, { understand, isUrgent, openLink: createLinkOpener(rooms.links, secret) });
  return {
    config, logger, metrics, stores, secret, texts, lanes, contacts, log, rooms, mailbox, directory, pages, off, zaloTokens, channel, turnPorts, queue, media, flowMedia,
    queuePrefix: prefix === keyPrefix ? queuePrefix : `${queuePrefix}-${prefix}`,
    windowOf: (contact) => {
      const { channel: name, account } = contactParts(contact);
      return channel(name, account)?.policy.windowMs;
    },
    office,
    tellPromoted,
    async settleDialogues(now) {
      await settleDialogues(rooms.dialogues, tellPromoted, now);
      await settleDialogues(rooms.activities.seats, tellPromoted, now);
    },
    markUnreachable: (contact) => contacts.markUnreachable(contact),
    lastEvents: new LastEvents(stores.redis, prefix),
    stopping: false,
    async close() {
      await directory.close();
      await closeQueue(queue);
      await mailbox.close();
      await stores.close();
    },
  };
}

type ChannelParts = { config: Config; logger: Logger; stores: Stores; secret: string; prefix: string; mailbox: WebchatMailbox; adopt: boolean };

/** The accounts with everything their channels need: the web chat's mailbox and the Official Accounts' tokens. */
async function openChannels({ config, logger, stores, secret, prefix, mailbox, adopt }: ChannelParts) {
  const bubbles = { append: async (visitor: string, { id, ...entry }: WebchatEntry) => void (await mailbox.append(visitor, { from: "bot", ...entry, at: Date.now(), ref: id })) };
  let zaloTokens: ZaloTokenKeeper | undefined;
  const accounts = await openAccounts({
    config, logger, secret, prefix, adopt,
    mongo: stores.mongo,
    redis: stores.redis,
    channelPorts: (pages) => ({ mailbox: bubbles, zaloTokens: (zaloTokens = createAccountTokens({ config, logger, redis: stores.redis, prefix, pages })) }),
  });
  return { ...accounts, zaloTokens: zaloTokens! };
}
