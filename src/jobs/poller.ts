import type { Redis } from "ioredis";
import type { Channel, ParsedWebhook } from "../channels/contract.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { Logger } from "../runtime/logger.ts";
import { AccountPoller, type PollTrouble } from "./account-poller.ts";

export type { PollTrouble } from "./account-poller.ts";

export type PollerPorts = {
  /** The accounts to fetch for now: those whose platform has nowhere to send webhooks to. Asked again every few seconds. */
  accounts(): Iterable<{ name: ChannelName; account: string }>;
  /** The account's live channel; asked before every question, so that a new token counts at once. */
  channel(name: string, account: string): Channel | undefined;
  /** Makes events and notes durable and drops what was seen before; rejects when it could not. */
  intake(parsed: ParsedWebhook, channel: Channel): Promise<unknown>;
  redis: Redis;
  /** In front of our keys in Redis. */
  prefix: string;
  logger: Logger;
  /** Told once each time it begins, and when it is over. */
  onTrouble?(trouble: PollTrouble): unknown;
  leaseMs?: number;
  /** How long another consumer is left in peace. */
  conflictPauseMs?: number;
};

/** How soon an account that was added, or can now be reached by webhooks, is noticed. */
const lookMs = 2000;

/**
 * Long polling for the accounts that need it, so that a token alone makes a working bot on a laptop. Any number of processes may run it: each
 * account has one consumer at a time. `stop` ends within a second.
 */
export function startPollers(ports: PollerPorts): { stop(): Promise<void> } {
  const running = new Map<string, AccountPoller>();
  const ending = new Set<Promise<void>>();

  function look(): void {
    const wanted = new Map([...ports.accounts()].map((one) => [`${one.name}:${one.account}`, one]));
    for (const [key, { name, account }] of wanted) if (!running.has(key)) running.set(key, new AccountPoller(ports, name, account));
    for (const key of running.keys()) if (!wanted.has(key)) end(key);
  }

  function end(key: string): void {
    const stopped = running.get(key)!.stop().finally(() => ending.delete(stopped));
    ending.add(stopped);
    running.delete(key);
  }

  look();
  const timer = setInterval(look, lookMs);
  return {
    async stop() {
      clearInterval(timer);
      for (const key of [...running.keys()]) end(key);
      await Promise.all(ending);
    },
  };
}
