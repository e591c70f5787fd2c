import type { Channel } from "../channels/contract.ts";
import { contactParts } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { SendError } from "../core/send-error.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { memberJson, type Claim, type Lanes } from "../storage/lanes/lanes.ts";
import { Pace } from "./pace.ts";
import { isTransient } from "./transient.ts";

export type OutboxPorts = {
  lanes: Lanes;
  channel(name: string, account: string): Channel | undefined;
  /** The person blocked the bot or is gone: nothing more until they come back. */
  unreachable(contact: string): Promise<void>;
  metrics: Metrics;
  logger: Logger;
};

/** How one recipient of a notice ended; one letter, because a hundred thousand of them are kept. */
export type RecipientState = "s" | "f" | "u";

const mostNetworkTries = 8;
/** One more try for a reply whose outcome nobody knows: better twice than never; a notice never again. */
const mostUnknownTries = 2;
/** An account whose token or quota is gone is tried once a minute, for a day. */
const accountPauseMs = 60_000;
const mostAccountTries = 1440;

/** One message on its way: which item of the claim it is and how often it failed before. */
type Delivery = { claim: Claim; member: string; tries: number; crashed: boolean; message: OutboundMessage };

/** Sends what waits for one person, in order. A notice whose sender died in the middle is not sent again but recorded as unknown. */
export function createOutbox(ports: OutboxPorts): (claim: Claim) => Promise<void> {
  const sender = new Sender(ports);
  return async (claim) => {
    for (const [index, member] of claim.members.entries()) {
      const message = JSON.parse(memberJson(member)) as OutboundMessage;
      const first = index === 0;
      const state = await sender.deliver({ claim, member, message, tries: first ? claim.tries : 0, crashed: first && claim.crashes > 0 });
      if (!state) return;
      const record = message.broadcast ? recordOf(message.broadcast, state) : undefined;
      const release = index === claim.members.length - 1;
      if (!(await ports.lanes.finish(claim, member, { release, ...(record ? { record } : {}) }))) return;
    }
  };
}

/** Where a recipient's outcome waits to be moved to the broadcast's rows: `place` is `id|chunk|index`. */
function recordOf(place: string, state: RecipientState): { key: string; field: string; value: string } {
  const [id, ...row] = place.split("|");
  return { key: `outcomes:${id}`, field: row.join("|"), value: state };
}

class Sender {
  private readonly ports: OutboxPorts;
  /** Accounts the platform asked to slow down, until when. */
  private readonly pauses = new Map<string, number>();
  private readonly pace = new Pace();
  /** Parts of a long message that went out before a later part failed, so that a retry does not repeat them. */
  private readonly partsSent = new Map<string, number>();

  constructor(ports: OutboxPorts) {
    this.ports = ports;
  }

  /** The message's end, or undefined when it is to be tried later and the lane was given back. */
  async deliver(delivery: Delivery): Promise<RecipientState | undefined> {
    const { claim, message } = delivery;
    const { channel: name, account } = contactParts(message.to);
    const channel = this.ports.channel(name, account);
    if (delivery.crashed && message.urgency === "bulk") return this.giveUp(name, message, "unknown-outcome", "u");
    if (!channel) return this.giveUp(name, message, "channel-off", "f");
    const pausedMs = (this.pauses.get(`${name}:${account}`) ?? 0) - Date.now();
    if (pausedMs > 0) {
      await this.ports.lanes.postpone(claim, pausedMs + Math.random() * 200);
      return undefined;
    }
    if (delivery.crashed) this.ports.metrics.maybeTwice.inc();
    if (message.urgency === "bulk") await this.pace.turn(`${name}:${account}`, channel.policy.bulkPerSecond);
    return this.attempt(channel, delivery);
  }

  private async attempt(channel: Channel, delivery: Delivery): Promise<RecipientState | undefined> {
    const { message } = delivery;
    try {
      await this.sendParts(channel, message);
      this.partsSent.delete(message.id);
      this.ports.metrics.sent.inc({ channel: channel.name, urgency: message.urgency });
      return "s";
    } catch (error) {
      return this.afterFailure(error, channel, delivery);
    }
  }

  private async sendParts(channel: Channel, message: OutboundMessage): Promise<void> {
    const calls = channel.render(message);
    for (let part = this.partsSent.get(message.id) ?? 0; part < calls.length; part++) {
      const end = this.ports.metrics.sendSeconds.startTimer({ channel: channel.name });
      try {
        await channel.send(calls[part]!);
      } finally {
        end();
      }
      if (part + 1 < calls.length) this.partsSent.set(message.id, part + 1);
    }
  }

  private async afterFailure(error: unknown, channel: Channel, delivery: Delivery): Promise<RecipientState | undefined> {
    const { message } = delivery;
    if (!(error instanceof SendError)) {
      if (!isTransient(error)) this.ports.logger.error({ err: error, channel: channel.name }, "a message could not be sent");
      return this.retry(channel.name, delivery, "bug", 3);
    }
    this.ports.logger.warn({ channel: channel.name, code: error.code, platformCode: error.platformCode }, "a message was not taken");
    switch (error.code) {
      case "throttled": {
        const waitMs = error.retryAfterMs ?? 1000 + Math.random() * 1000;
        this.pauses.set(`${channel.name}:${channel.account}`, Date.now() + waitMs);
        await this.ports.lanes.postpone(delivery.claim, waitMs);
        return undefined;
      }
      case "token":
      case "quota":
        // A human has to put this right; the message waits for them, and the account is not hammered meanwhile.
        this.pauses.set(`${channel.name}:${channel.account}`, Date.now() + accountPauseMs);
        return this.retry(channel.name, delivery, error.code, mostAccountTries, accountPauseMs);
      case "network":
        return this.retry(channel.name, delivery, error.code, mostNetworkTries);
      case "unknown-outcome":
        if (message.urgency === "bulk") return this.giveUp(channel.name, message, error.code, "u");
        return this.retry(channel.name, delivery, error.code, mostUnknownTries);
      case "blocked":
        await this.ports.unreachable(message.to);
        return this.giveUp(channel.name, message, error.code, "f");
      default:
        return this.giveUp(channel.name, message, error.code, "f");
    }
  }

  /** Tries again later, up to `limit` failures; then the message is given up. */
  private async retry(channel: string, delivery: Delivery, reason: string, limit: number, leastMs = 0): Promise<RecipientState | undefined> {
    const { claim, member, message, tries } = delivery;
    if (tries + 1 >= limit) return this.giveUp(channel, message, reason, "f");
    const delayMs = Math.round(Math.max(leastMs, Math.min(30_000, 250 * 2 ** tries)) * (0.75 + Math.random() / 2));
    await this.ports.lanes.fail(claim, member, { delayMs, limit: limit + 1, error: { error: reason } });
    return undefined;
  }

  private giveUp(channel: string, message: OutboundMessage, reason: string, state: RecipientState): RecipientState {
    this.partsSent.delete(message.id);
    this.ports.metrics.notSent.inc({ channel, reason });
    return state;
  }
}
