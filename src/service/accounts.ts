import { createHmac } from "node:crypto";
import type { Redis } from "ioredis";
import type { Connection } from "mongoose";
import { environmentAccounts, type ChannelPorts, type OffChannel } from "../channels/registry.ts";
import { adoptEnvironment, createKeyRing, pageId, pageModels, type PageModels } from "../pages/index.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import { openDirectory, type Directory } from "./directory.ts";

export type AccountsPorts = {
  config: Config;
  logger: Logger;
  mongo: Connection;
  redis: Redis;
  prefix: string;
  /** The installation's secret, from which a key is made where ENCRYPTION_KEYS names none. */
  secret: string;
  /** What channels need, given the store of their accounts. */
  channelPorts(pages: PageModels): ChannelPorts;
  /** Keep the settings' accounts in the store; not for a command beside a running service, whose own settings count. */
  adopt: boolean;
};

/** The accounts of this installation: where they are kept, who is live, and which of the settings' are off. */
export async function openAccounts(ports: AccountsPorts): Promise<{ pages: PageModels; directory: Directory; off: OffChannel[] }> {
  const { config, logger, mongo, redis, prefix, secret } = ports;
  const { accounts, off } = environmentAccounts(withWebhookSecrets(config, secret));
  const topic = `${prefix}pages`;
  const pages = pageModels(mongo, {
    keys: createKeyRing(config.ENCRYPTION_KEYS, secret),
    environment: new Set(accounts.map((one) => pageId(one.channel, one.account))),
    announce: async (page) => void (await redis.publish(topic, page)),
  });
  if (ports.adopt) for (const account of accounts) await adoptEnvironment(pages, account, Date.now());
  const directory = await openDirectory({ pages, environment: accounts, urls: config, channels: ports.channelPorts(pages), redis, topic, logger });
  return { pages, directory, off: off.map(({ channel, missing }) => ({ channel, missing: missing.filter((name) => !madeHere.has(name)) })) };
}

/** Never missing: made here when they are not set. */
const madeHere: ReadonlySet<string> = new Set(["TELEGRAM_WEBHOOK_SECRET", "ZALO_BOT_WEBHOOK_SECRET"]);

/** A bot's token alone is enough: the word its webhooks carry is then made of the installation's secret, always the same one. */
function withWebhookSecrets(config: Config, secret: string): Config {
  const made = (channel: string, token: string | undefined) => token && createHmac("sha256", secret).update(`webhook:${channel}:${token.split(":", 1)[0]}`).digest("base64url");
  return {
    ...config,
    TELEGRAM_WEBHOOK_SECRET: config.TELEGRAM_WEBHOOK_SECRET ?? made("telegram", config.TELEGRAM_BOT_TOKEN),
    ZALO_BOT_WEBHOOK_SECRET: config.ZALO_BOT_WEBHOOK_SECRET ?? made("zalo-bot", config.ZALO_BOT_TOKEN),
  };
}
