import type { Redis } from "ioredis";
import type { ParsedWebhook } from "../../channels/contract.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import type { Texts } from "../../runtime/texts.ts";
import type { WebchatMailbox } from "../../storage/webchat-mailbox.ts";
import type { Intake } from "../intake.ts";

export type ChatPorts = {
  mailbox: WebchatMailbox;
  intake: Intake;
  /** The webchat channel's parse. */
  parse(body: unknown, now: number): ParsedWebhook;
  texts: Texts;
  secret: string;
  redis: Redis;
  prefix: string;
  publicUrl: string | undefined;
  defaultLocale: "vi" | "en";
  metrics: Metrics;
  /** The web chat's limits for one person and one address; far above what a person does. */
  limits?: { perVisitorAMinute: number; perAddressAMinute: number };
};
