import type { Channel } from "../channels/contract.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { SendError } from "../core/send-error.ts";
import { accountOf } from "../storage/lanes/lanes.ts";
import type { Delivery, Ending, OutboxPorts, RecipientState } from "./outbox-ports.ts";
import { PlatformAway } from "./platform-away.ts";
import type { Permit } from "./send-permit.ts";
import { isTransient } from "./transient.ts";

const mostNetworkTries = 12;
/** Tries of a reply whose outcome nobody knows: better twice than never; a notice never again. */
const mostUnknownTries = 4;
/** A platform that answers with an error of its own or of its gateway hardly took the message: it is away and comes back. */
const mostAwayTries = 9;
const away = /^(http-)?5\d\d$/;
/** Between tries of unknown outcome, doubled each time: a platform restarts in seconds or minutes, not at once. */
const defaultUnknownPauseMs = 2_000;
/** An account whose token or quota is gone is tried once a minute, for a day; then its messages are given up. */
const accountPauseMs = 60_000;
const mostRemembered = 2_000;
/** However long a platform wants to be left alone: then it is asked once more, for replies wait too. */
const longestPauseMs = 15 * 60_000;
const mostParkedMs = 24 * 3_600_000;
/** Platforms that tell us what was said in our name do it within seconds. */
const channelsWithEchoes: ReadonlySet<ChannelName> = new Set(["zalo", "messenger"]);
const defaultEchoWaitMs = 5_000;

/** How long to wait for the echo of a message whose outcome is unknown; 0 where there are none. */
export function echoWaitOf(channel: ChannelName, { echoWaitMs = defaultEchoWaitMs }: OutboxPorts): number {
  return channelsWithEchoes.has(channel) ? echoWaitMs : 0;
}

/** The platform did not say anything of this message. */
function isSilence({ code, retryAfterMs }: SendError): boolean {
  return code === "unknown-outcome" || (code === "network" && retryAfterMs === undefined);
}

/** Decides by a failure's code what becomes of the message, the person and the account. */
export class SendFailures {
  private readonly ports: OutboxPorts;
  /** What this process knows of pauses before Redis is asked again: for lanes taken already. */
  private readonly paused = new Map<string, number>();
  /** Messages a platform refused for coming too fast, the oldest first. */
  private readonly throttledOnce = new Set<string>();
  private readonly away = new PlatformAway();
  /** Accounts in trouble for more than a day, until when they are not even tried. */
  private readonly hopeless = new Map<string, { until: number; code: string }>();

  constructor(ports: OutboxPorts) {
    this.ports = ports;
  }

  /** "paused", or why this account's messages are given up, or undefined when it sends. */
  stopped(account: string): string | undefined {
    const hopeless = this.hopeless.get(account);
    if (hopeless && hopeless.until > Date.now()) return hopeless.code;
    return (this.paused.get(account) ?? 0) > Date.now() || !this.away.mayGo(account) ? "paused" : undefined;
  }

  /** A message was taken: an account that had rested goes on at once. */
  async taken(account: string): Promise<void> {
    if (this.away.answered(account)) await this.ports.lanes.accounts.resume(account);
  }

  giveUp(message: OutboundMessage, reason: string, state: RecipientState = `f:${reason}`): Ending {
    this.ports.metrics.notSent.inc({ channel: message.to.slice(0, message.to.indexOf(":")), reason });
    return { state };
  }

  /** The message's end, or undefined when the lane was given back for another try. */
  async decide(error: unknown, channel: Channel, delivery: Delivery, permit: Permit, sentAt: number): Promise<Ending | undefined> {
    if (!(error instanceof SendError)) {
      await permit.refund();
      if (!isTransient(error)) this.ports.logger.error({ err: error, channel: channel.name }, "a message could not be sent");
      return this.retry(delivery, "bug", 3);
    }
    this.ports.logger.warn({ channel: channel.name, code: error.code, platformCode: error.platformCode }, "a message was not taken");
    if (error.code !== "unknown-outcome") await permit.refund();
    const account = accountOf(delivery.message.to);
    if (!isSilence(error)) await this.taken(account);
    else if (delivery.message.urgency === "bulk") {
      const restMs = this.away.failed(account, sentAt);
      if (restMs !== undefined) await this.ports.lanes.accounts.pause(account, restMs, "asked");
    }
    return this.byCode(error, channel, delivery);
  }

  private async byCode(error: SendError, channel: Channel, delivery: Delivery): Promise<Ending | undefined> {
    const { message } = delivery;
    const bulk = message.urgency === "bulk";
    switch (error.code) {
      case "throttled":
        return this.throttled(error, delivery);
      case "token":
      case "quota":
        return this.parked(error.code, error.platformCode, delivery);
      case "network":
        return this.later(error, delivery);
      case "unknown-outcome":
        return this.unknown(channel, delivery, away.test(error.platformCode ?? ""));
      case "blocked":
        await this.ports.unreachable(message.to);
        if (error.warns) await this.tellTrouble(accountOf(message.to), "warned", error.platformCode);
        return this.giveUp(message, error.code);
      case "window-closed":
        return this.giveUp(message, error.code, bulk ? "w" : undefined);
      case "bad-content":
        return error.retryable ? this.retry(delivery, error.code, 2) : this.giveUp(message, error.code);
    }
  }

  /**
   * One person waits, or the whole account in every process when refusals repeat or the platform asks for long; the message keeps its place. The same
   * message refused again right after such a pause is its person's own limit (Telegram counts chats too, and does not tell which it means): then only
   * they wait, or one chat would stop everybody.
   */
  private async throttled(error: SendError, { claim, message }: Delivery): Promise<undefined> {
    const account = accountOf(message.to);
    const asked = error.retryAfterMs === undefined ? undefined : Math.min(error.retryAfterMs, longestPauseMs);
    const waitMs = asked ?? 1000;
    const ownMs = await this.ports.lanes.accounts.refused(account, asked);
    if (ownMs !== undefined || this.refusedAgain(message.id)) return this.ports.lanes.postpone(claim, ownMs ?? waitMs).then(() => undefined);
    this.paused.set(account, Math.max(this.paused.get(account) ?? 0, Date.now() + waitMs));
    await this.ports.lanes.accounts.pause(account, asked, "throttled");
    await this.ports.lanes.postpone(claim, "front");
  }

  private refusedAgain(id: string): boolean {
    if (this.throttledOnce.has(id)) return true;
    this.throttledOnce.add(id);
    if (this.throttledOnce.size > mostRemembered) this.throttledOnce.delete(this.throttledOnce.values().next().value!);
    return false;
  }

  /** A human has to put this right; the message waits for them, and the account is not hammered meanwhile. */
  private async parked(code: "token" | "quota", platformCode: string | undefined, { claim, message }: Delivery): Promise<Ending | undefined> {
    const account = accountOf(message.to);
    const { fresh, lastingMs } = await this.ports.lanes.accounts.park(account, accountPauseMs, mostParkedMs);
    if (fresh) await this.tellTrouble(account, code, platformCode);
    if (lastingMs > mostParkedMs) {
      this.hopeless.set(account, { until: Date.now() + accountPauseMs, code });
      return this.giveUp(message, code);
    }
    await this.ports.lanes.postpone(claim, "front");
    return undefined;
  }

  private async tellTrouble(account: string, code: "token" | "quota" | "warned", platformCode: string | undefined): Promise<void> {
    try {
      await this.ports.accountTrouble?.(account, code, platformCode);
    } catch (error) {
      this.ports.logger.error({ err: error }, "staff could not be told of an account's trouble");
    }
  }

  /** A platform that names a time (Zalo at night) is not asked before it, and such a wait is no try. */
  private async later(error: SendError, delivery: Delivery): Promise<Ending | undefined> {
    // While the platform is away for everybody it is no failure of this message.
    if (error.retryAfterMs === undefined && delivery.message.urgency === "bulk" && this.away.isAway(accountOf(delivery.message.to))) return this.ports.lanes.postpone(delivery.claim, "front").then(() => undefined);
    if (error.retryAfterMs === undefined && away.test(error.platformCode ?? "")) return this.retry(delivery, error.code, mostAwayTries, this.pauseMs(delivery));
    if (error.retryAfterMs === undefined) return this.retry(delivery, error.code, mostNetworkTries);
    await this.ports.lanes.postpone(delivery.claim, error.retryAfterMs);
    return undefined;
  }

  private async unknown(channel: Channel, delivery: Delivery, isAway: boolean): Promise<Ending | undefined> {
    const { message } = delivery;
    const waitMs = echoWaitOf(channel.name, this.ports);
    if (waitMs > 0) await this.ports.lanes.doubt(message.to, message.id, waitMs);
    if (message.urgency === "bulk") return this.giveUp(message, "unknown-outcome", "u");
    return this.retry(delivery, "unknown-outcome", isAway ? mostAwayTries : mostUnknownTries, Math.max(waitMs, this.pauseMs(delivery)));
  }

  private pauseMs({ tries }: Delivery): number {
    return (this.ports.unknownPauseMs ?? defaultUnknownPauseMs) * 2 ** tries;
  }

  /** A notice's row says that it failed; a reply has no row and is kept where staff can see and send it again (`events failed`). */
  private async setAside({ claim, member, message }: Pick<Delivery, "claim" | "member" | "message">, reason: string, limit: number): Promise<Ending | undefined> {
    const ending = this.giveUp(message, reason);
    if (message.urgency === "bulk" || message.text === "") return ending;
    await this.ports.lanes.fail(claim, member, { delayMs: 0, limit, error: { error: reason } });
    return undefined;
  }

  /** Tries again later, up to `limit` failures; then the message is given up. */
  private async retry({ claim, member, message, tries }: Delivery, reason: string, limit: number, leastMs = 0): Promise<Ending | undefined> {
    if (tries + 1 >= limit) return this.setAside({ claim, member, message }, reason, limit);
    const backoffMs = Math.min(60_000, 250 * 2 ** tries) * (0.75 + Math.random() / 2);
    await this.ports.lanes.fail(claim, member, { delayMs: Math.round(Math.max(leastMs, backoffMs)), limit: limit + 1, error: { error: reason } });
    return undefined;
  }
}
