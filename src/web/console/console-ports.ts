import type { Redis } from "ioredis";
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
  locale: "vi" | "en";
  logger: Logger;
  now(): number;
};
