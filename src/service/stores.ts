import type { Redis } from "ioredis";
import type { Connection } from "mongoose";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { DataDirInUseError, runningEmbedded, startEmbedded } from "../embedded/index.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import { connectMongo } from "../storage/mongo.ts";
import { connectRedis } from "../storage/redis.ts";
import { setTimeout as sleep } from "node:timers/promises";

export type Stores = {
  redis: Redis;
  redisUrl: string;
  mongodbUri: string;
  mongo: Connection;
  /** No other process of this installation is known to run: its engines were started here. */
  alone: boolean;
  /** What is running, for the start message. */
  described: string[];
  close(): Promise<void>;
};

/** A store that was named does not answer; the message says which setting to look at. */
export class StoreUnreachable extends Error {
  override name = "StoreUnreachable";
}

/** Longer than the driver's own search for a server. */
const firstAnswerMs = 17_000;

/** How long a start waits for the service before it to let go of the data folder. */
const handOverMs = 10_000;

/**
 * Connects to the stores the configuration names; for each it does not name, to the embedded engine of the data folder.
 * `share`: uses the engines another process runs there (commands, a second process with other roles); otherwise they are
 * started here and end with this process.
 */
export async function openStores(config: Config, logger: Logger, options: { share: boolean; database?: string }): Promise<Stores> {
  const dataDir = resolve(config.DATA_DIR);
  const engines = await engineUrls(config, dataDir, logger, options.share);
  const redisUrl = config.REDIS_URL ?? engines.redisUrl!;
  const redis = connectRedis(redisUrl);
  redis.on("error", (error: Error) => logger.warn({ err: error }, "redis connection"));
  try {
    await answersOrSays(redis.ping(), "Redis does not answer", config.REDIS_URL ? "REDIS_URL" : undefined);
    const mongodbUri = config.MONGODB_URI ?? engines.mongodbUri!;
    const mongo = await answersOrSays(connectMongo(mongodbUri, databaseOf(options.database)), "MongoDB does not answer", config.MONGODB_URI ? "MONGODB_URI" : undefined);
    const described = [
      config.REDIS_URL ? "Redis: REDIS_URL" : `Redis: embedded, data in ${dataDir}`,
      config.MONGODB_URI ? "MongoDB: MONGODB_URI" : `Document store: embedded, data in ${dataDir}`,
    ];
    return {
      redis,
      redisUrl,
      mongodbUri,
      alone: engines.alone,
      mongo,
      described,
      async close() {
        await mongo.close();
        redis.disconnect();
        await engines.stop();
      },
    };
  } catch (error) {
    redis.disconnect();
    await engines.stop();
    throw error;
  }
}

/** Waits for a store's first answer; without one the start ends with a sentence that names the setting and not its value. */
async function answersOrSays<Answer>(asked: Promise<Answer>, sentence: string, setting: string | undefined): Promise<Answer> {
  const hint = setting ? `; check ${setting}` : "";
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnreachable(`${sentence} within ${firstAnswerMs / 1000} seconds${hint}.`)), firstAnswerMs);
  });
  const failed = (error: unknown): never => {
    throw new StoreUnreachable(`${sentence} (${(error as Error)?.name ?? "unknown"})${hint}.`);
  };
  try {
    return await Promise.race([asked.catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The address names the database; a command that only tries something out has its own. */
function databaseOf(database: string | undefined): { database?: string } {
  return database === undefined ? {} : { database };
}

type EngineUrls = { redisUrl?: string; mongodbUri?: string; alone: boolean; stop(): Promise<void> };

async function engineUrls(config: Config, dataDir: string, logger: Logger, share: boolean): Promise<EngineUrls> {
  if (config.REDIS_URL && config.MONGODB_URI) return { alone: false, stop: async () => {} };
  mkdirSync(dataDir, { recursive: true });
  const running = share ? await runningEmbedded(dataDir) : undefined;
  if (running) return { ...running, alone: false, stop: async () => {} };
  const log = (line: string): void => logger.debug({ engine: line }, "embedded engine");
  const start = () => startEmbedded({ dataDir, redis: !config.REDIS_URL, docstore: !config.MONGODB_URI, log });
  for (const until = Date.now() + handOverMs; ; await sleep(200)) {
    try {
      return { ...(await start()), alone: true };
    } catch (error) {
      if (!(error instanceof DataDirInUseError) || Date.now() > until) throw error;
    }
  }
}
