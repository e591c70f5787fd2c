import { resolve } from "node:path";
import type { Channel } from "../channels/contract.ts";
import type { MediaPorts } from "../jobs/fetch-media.ts";
import type { JobQueue } from "../jobs/queues.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Rooms } from "./rooms.ts";

/** Where people's files are kept; nothing under it is ever served. Web and worker processes share it. */
export function mediaFolder({ DATA_DIR }: Pick<Config, "DATA_DIR">): string {
  return resolve(DATA_DIR, "media");
}

type Parts = { config: Config; rooms: Rooms; queue: JobQueue; channel(name: string, account: string): Channel | undefined; logger: Logger };

/** What copying people's files needs. */
export function createMediaPorts({ config, rooms, queue, channel, logger }: Parts): MediaPorts {
  const hosts = { hosts: config.MEDIA_HOSTS, trusted: config.MEDIA_ALLOW_HOSTS, telegramApiUrl: config.TELEGRAM_API_URL };
  return { room: rooms.media, queue, channel, hosts, maxBytes: config.MEDIA_MAX_BYTES, logger, now: Date.now };
}
