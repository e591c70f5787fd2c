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
  /** Where an entry link leads on the accounts of these units, the web page first; left out: only there. `word`: what people send where a link carries nothing. */
  linkAddresses?(link: { _id: string; code: string }, units: readonly string[], webUrl: string): Promise<{ channel: string; url?: string; word?: string }[]>;
  locale: "vi" | "en";
  logger: Logger;
  now(): number;
};
