import type { ChannelName } from "../core/channel-name.ts";
import { contactParts } from "../core/contact-id.ts";
import { loadAnswers, loadUnderstanding, type FaqEntry, type Understand } from "../answers/index.ts";
import { createChannels, type Registry } from "../channels/registry.ts";
import type { Channel } from "../channels/contract.ts";
import { settleDialogues, type TellPromotion } from "../dialogues/index.ts";
import { createQueue, queuePrefix, type JobQueue } from "../jobs/queues.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import { createMetrics, watchProcess, type Metrics } from "../runtime/metrics.ts";
import { secretKey } from "../runtime/secret-key.ts";
import type { Texts } from "../runtime/texts.ts";
import { loadSample } from "../sample/index.ts";
import { Contacts } from "../storage/contacts.ts";
import { FlowVersions } from "../storage/flow-versions.ts";
import { Lanes } from "../storage/lanes/lanes.ts";
import { MessageLog } from "../storage/message-log.ts";
import { keyPrefix } from "../storage/redis.ts";
import { WebchatMailbox } from "../storage/webchat-mailbox.ts";
import { createEffects, type EffectPorts } from "../turns/effects/index.ts";
import { createSources } from "../turns/sources/index.ts";
import type { TurnPorts } from "../turns/turn-ports.ts";
import { createAudiences, type Audiences } from "./audiences.ts";
import { createForgetMessages } from "./forget-messages.ts";
import { publishFlows } from "./publish-flows.ts";
import { createPromotionNotice } from "./promotion-notice.ts";
import { openRooms, type Rooms } from "./rooms.ts";
import { openStores, type Stores } from "./stores.ts";
import { projectTexts } from "./texts.ts";
import { createTurnPorts } from "./turn-ports.ts";

/** Everything assembled; the roles and the commands take from it what they need. */
export type Service = Audiences & {
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
  channels: Registry;
  channel(name: string, account: string): Channel | undefined;
  /** Free messaging window of a contact's channel, milliseconds. */
  windowOf(contact: string): number | undefined;
  turnPorts: TurnPorts;
  queue: JobQueue;
  queuePrefix: string;
  /** Tells somebody who waited that there is a seat now. */
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
  const share = options.share ?? config.ROLES.length < 3;
  const opening = openStores(config, logger, { share, ...(options.database ? { database: options.database } : {}) });
  const learned = learn(config);
  // Learning takes most of a second: for a service it happens while the engines start on the other core, for a command only when it plays.
  if (!options.share) learned.understand("");
  const stores = await opening;
  try {
    return await assemble(config, logger, stores, learned, options.database ? `${keyPrefix}${options.database}:` : keyPrefix);
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** What comes from the project's files alone. */
type Learned = { texts: Texts; answers: FaqEntry[] } & Understand;

function learn(config: Config): Learned {
  const answers = loadAnswers();
  let learned: Understand | undefined;
  const once = () => (learned ??= loadUnderstanding(answers));
  return { texts: projectTexts(config), answers, understand: (text) => once().understand(text), isUrgent: (text) => once().isUrgent(text) };
}

async function assemble(config: Config, logger: Logger, stores: Stores, { texts, answers, understand, isUrgent }: Learned, prefix: string): Promise<Service> {
  const secret = secretKey(config.SECRET_KEY, config.DATA_DIR);
  const metrics = createMetrics();
  watchProcess(metrics);
  const lanes = new Lanes(stores.redis, prefix);
  const contacts = new Contacts(stores.mongo);
  const log = new MessageLog(stores.mongo);
  const rooms = await openRooms(stores.mongo);
  await log.ensureIndexes();
  await loadSample(rooms, Date.now());
  const mailbox = new WebchatMailbox(stores.redis, `${prefix}chat:`);
  const queue = createQueue(stores.redisUrl, prefix === keyPrefix ? queuePrefix : `${queuePrefix}-${prefix}`);
  const channels = createChannels(config, { mailbox: { append: async (visitor, { id, text, choices }) => void (await mailbox.append(visitor, { from: "bot", text, choices, at: Date.now(), ref: id })) } });
  const byAccount = new Map(channels.channels.map((channel) => [`${channel.name}:${channel.account}`, channel]));
  const channel = (name: string, account: string) => byAccount.get(`${name}:${account}`);
  const library = await publishFlows(new FlowVersions(stores.mongo), Date.now());
  const audiences = createAudiences(rooms);
  const tellPromoted = createPromotionNotice(lanes, texts);
  const effectPorts: EffectPorts = {
    understanding: { understand }, answers, secret,
    tellPromotion: tellPromoted,
    timeZone: config.TIME_ZONE,
    forgetMessages: createForgetMessages({ log, lanes, mailbox, broadcasts: rooms.broadcasts }),
  };
  const turnPorts = createTurnPorts({ config, logger, texts, contacts, log, library, effects: createEffects(rooms, effectPorts), sources: createSources(rooms, effectPorts), maxChoices: maxChoicesOf(channels) }, { understand, isUrgent });
  return {
    ...audiences,
    config, logger, metrics, stores, secret, texts, lanes, contacts, log, rooms, mailbox, channels, channel, turnPorts, queue,
    queuePrefix: prefix === keyPrefix ? queuePrefix : `${queuePrefix}-${prefix}`,
    windowOf: (contact) => {
      const { channel: name, account } = contactParts(contact);
      return channel(name, account)?.policy.windowMs;
    },
    tellPromoted,
    settleDialogues: (now) => settleDialogues(rooms.dialogues, tellPromoted, now),
    markUnreachable: (contact) => contacts.markUnreachable(contact),
    stopping: false,
    async close() {
      await queue.close();
      await mailbox.close();
      await stores.close();
    },
  };
}

function maxChoicesOf(channels: Registry): (name: ChannelName) => number {
  const limits = new Map(channels.channels.map((channel) => [channel.name, channel.policy.maxChoices]));
  return (name) => limits.get(name) ?? 10;
}
