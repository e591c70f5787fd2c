import type { Redis } from "ioredis";
import type { EntryAddress } from "../../core/entry-address.ts";
import type { OfficePorts } from "../../office/index.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Texts } from "../../runtime/texts.ts";

/** What the console needs; assembled once at start. */
export type ConsolePorts = {
  office: OfficePorts;
  texts: Texts;
  redis: Redis;
  prefix: string;
  secret: string;
  publicUrl: string | undefined;
  /** Where something opens on each account people of a commune write to; `webUrl` as the asker reaches the installation. */
  addresses(entry: { ref: string; word: string }, commune: string, webUrl: string): Promise<EntryAddress[]>;
  locale: "vi" | "en";
  logger: Logger;
  now(): number;
};
