import type { Redis } from "ioredis";
import type { Entry, EntryAddress } from "../../core/entry-address.ts";
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
  /** Where something opens on each account that people of a unit write to, the web page first; `webUrl` as the asker reaches the installation. */
  addresses(entry: Entry, unit: string, webUrl: string): Promise<EntryAddress[]>;
  locale: "vi" | "en";
  logger: Logger;
  now(): number;
};
