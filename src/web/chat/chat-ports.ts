import type { Redis } from "ioredis";
import type { ParsedWebhook } from "../../channels/contract.ts";
import type { Metrics } from "../../runtime/metrics.ts";
import type { Texts } from "../../runtime/texts.ts";
import type { WebchatMailbox } from "../../storage/webchat-mailbox.ts";
import type { Intake } from "../intake.ts";

export type ChatLimits = {
  perVisitorAMinute: number;
  perAddressAMinute: number;
  /** Open pages of one visitor that hear at once, and of one address. */
  streamsPerVisitor: number;
  streamsPerAddress: number;
};

/** `origins`: the websites that may show the widget, such as https://xa-a.example.vn; `name` stands in the widget's head. */
export type WidgetPage = { account: string; origins: string[]; name?: string };

export type ChatPorts = {
  mailbox: WebchatMailbox;
  intake: Intake;
  /** The parse of a page's webchat channel; undefined when there is no such page any more. */
  parse(account: string, body: unknown, now: number): ParsedWebhook | undefined;
  /** The page of a widget on another website. */
  widgetPage(id: string): Promise<WidgetPage | undefined>;
  texts: Texts;
  secret: string;
  redis: Redis;
  prefix: string;
  publicUrl: string | undefined;
  defaultLocale: "vi" | "en";
  /** Lines of the home page's head that prove the domain to platforms. */
  siteMetas?: { name: string; content: string }[];
  metrics: Metrics;
  /** The web chat's limits for one person and one address; far above what a person does. */
  limits?: Partial<ChatLimits>;
};

/** A school or a village shares one address (and a mobile network thousands), so an address may do far more than a person. */
export const usualLimits: ChatLimits = { perVisitorAMinute: 30, perAddressAMinute: 600, streamsPerVisitor: 5, streamsPerAddress: 500 };
