import { setTimeout as sleep } from "node:timers/promises";
import type { Channel, ParsedWebhook, Polled } from "../channels/contract.ts";
import type { ChannelName } from "../core/channel-name.ts";
import { SendError } from "../core/send-error.ts";
import { pollLeaseMs, takePollLease, type PollLease } from "./poll-lease.ts";
import type { PollerPorts } from "./poller.ts";

/** An answer without anything to take in that came sooner than this was no long poll: the next question waits. */
const shortestRoundMs = 250;
const longestBackOffMs = 30_000;
const longestStopMs = 900;
/** Another consumer may end by itself (an old process that stops); asking more often would only disturb it. */
const conflictPauseMs = 15_000;

/**
 * Fetches what came for one account. Of all processes the one with the lease asks; what it got is durable before it asks on, which is what tells
 * the platform that it may forget. A refused token ends the asking until the account's channel is replaced.
 */
export class AccountPoller {
  private readonly ports: PollerPorts;
  private readonly name: ChannelName;
  private readonly account: string;
  private readonly stopping = new AbortController();
  private readonly done: Promise<void>;
  private readonly leaseMs: number;
  private failures = 0;
  /** Whether another consumer was told of; undefined until the first answer, because a process before this one may have told. */
  private conflictTold: boolean | undefined;
  /** The channel whose token was refused. */
  private refused: Channel | undefined;

  constructor(ports: PollerPorts, name: ChannelName, account: string) {
    this.ports = ports;
    this.name = name;
    this.account = account;
    this.leaseMs = ports.leaseMs ?? pollLeaseMs;
    this.done = this.run();
  }

  /** Breaks off the waiting question; what it had brought is taken in first or comes again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    let late: NodeJS.Timeout | undefined;
    // A store that does not answer holds nobody up: the lease runs out by itself.
    await Promise.race([this.done, new Promise((resolve) => (late = setTimeout(resolve, longestStopMs)))]);
    clearTimeout(late);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const lease = await takePollLease(this.ports.redis, `${this.ports.prefix}poll:${this.name}:${this.account}`, this.leaseMs);
        if (lease) await this.consume(lease).finally(() => lease.release());
      } catch (error) {
        if (!signal.aborted) this.ports.logger.error({ err: error, channel: this.name, account: this.account }, "polling broke off");
      }
      await pause(this.leaseMs / 3, signal);
    }
  }

  private async consume(lease: PollLease): Promise<void> {
    const signal = AbortSignal.any([this.stopping.signal, lease.lost]);
    let cursor: string | undefined;
    while (!signal.aborted) {
      const channel = this.ports.channel(this.name, this.account);
      if (!channel?.poll || channel === this.refused) {
        await pause(this.leaseMs / 3, signal);
        continue;
      }
      const asked = performance.now();
      const polled = await this.ask(channel, cursor, signal);
      if (!polled) continue;
      const taken = await this.takeIn(channel, polled, signal);
      if (taken === undefined) return; // not safe: the next holder is given it again
      cursor = polled.next;
      if (taken === 0) await pause(shortestRoundMs - (performance.now() - asked), signal);
    }
  }

  private async ask(channel: Channel, cursor: string | undefined, signal: AbortSignal): Promise<Polled | undefined> {
    try {
      const polled = await channel.poll!(cursor, signal);
      this.failures = 0;
      if (this.conflictTold !== false) this.tell("over");
      this.conflictTold = false;
      return polled;
    } catch (error) {
      if (!signal.aborted) await pause(this.pauseAfter(error, channel), signal);
      return undefined;
    }
  }

  /** Makes everything durable, trying as long as it takes: some platforms hand a message out only once. Undefined when that was cut short. */
  private async takeIn(channel: Channel, { bodies }: Polled, signal: AbortSignal): Promise<number | undefined> {
    const now = Date.now();
    const parsed = bodies.map((body) => channel.parse(body, now));
    const all: ParsedWebhook = {
      events: parsed.flatMap((one) => one.events),
      notes: parsed.flatMap((one) => one.notes),
      ignored: parsed.reduce((sum, one) => sum + one.ignored, 0),
      unknown: parsed.reduce((sum, one) => sum + one.unknown, 0),
    };
    for (let tries = 0; bodies.length > 0; tries++) {
      try {
        await this.ports.intake(all, channel);
        break;
      } catch (error) {
        this.ports.logger.error({ err: error, channel: this.name }, "polled messages could not be taken in yet");
        if (signal.aborted) return undefined;
        await pause(backOffMs(tries), signal);
      }
    }
    return all.events.length + all.notes.length;
  }

  /** How long to wait after a failed question. */
  private pauseAfter(error: unknown, channel: Channel): number {
    const failure = error instanceof SendError ? error : undefined;
    const about = { channel: this.name, account: this.account, code: failure?.code, platformCode: failure?.platformCode };
    if (failure?.platformCode === "409") {
      if (!this.conflictTold) {
        this.ports.logger.error(about, "polling waits: another program fetches for this account");
        this.tell("other-consumer", failure.platformCode);
      }
      this.conflictTold = true;
      return (this.ports.conflictPauseMs ?? conflictPauseMs) * (0.75 + Math.random() / 2);
    }
    if (failure?.code === "token") {
      this.refused = channel;
      this.ports.logger.error(about, "polling stopped: the token was refused");
      this.tell("token-refused", failure.platformCode);
      return 0;
    }
    if (failure?.code === "throttled") return failure.retryAfterMs ?? backOffMs(this.failures++);
    this.ports.logger.warn({ ...about, ...(failure ? {} : { err: error }) }, "polling failed");
    return backOffMs(this.failures++);
  }

  private tell(kind: PollTrouble["kind"], platformCode?: string): void {
    const trouble = { kind, channel: this.name, account: this.account, ...(platformCode === undefined ? {} : { platformCode }) };
    void Promise.resolve()
      .then(() => this.ports.onTrouble?.(trouble))
      .catch((error: unknown) => this.ports.logger.error({ err: error }, "staff could not be told of a poller's trouble"));
  }
}

/**
 * `token-refused`: nothing is fetched until the token is put right. `other-consumer`: another program fetches (409), tried again by itself; `over`
 * when that works again, and with the first answer of a process.
 */
export type PollTrouble = { kind: "token-refused" | "other-consumer" | "over"; channel: ChannelName; account: string; platformCode?: string };

/** Half a second, doubled each time, at most 30 s, spread so that accounts do not return together. */
function backOffMs(failures: number): number {
  return Math.min(longestBackOffMs, 500 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {});
}
