import type { Channel } from "../channels/contract.ts";
import { accountOf, type Sent } from "../storage/lanes/lanes.ts";
import { contactParts } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { AccountRates } from "./account-rates.ts";
import type { Delivery, Ending, OutboxPorts } from "./outbox-ports.ts";
import { echoWaitOf, SendFailures } from "./send-failures.ts";
import { permitFor, type Permit } from "./send-permit.ts";

class LeaseOver extends Error {
  override name = "LeaseOver";
}

/** Sends messages, one platform call a part. */
export class Sender {
  private readonly ports: OutboxPorts;
  private readonly rates: AccountRates;
  private readonly failures: SendFailures;
  /** Parts of a long message that went out before a later part failed, so that a retry does not repeat them. */
  private readonly partsSent = new Map<string, number>();

  constructor(ports: OutboxPorts) {
    this.ports = ports;
    this.rates = new AccountRates(ports.lanes.accounts);
    this.failures = new SendFailures(ports);
  }

  /** The message's end, or undefined when it is to be tried later and the lane was given back. */
  async deliver(delivery: Delivery): Promise<Ending | undefined> {
    const ending = await this.tryOnce(delivery);
    if (ending) this.partsSent.delete(delivery.message.id);
    return ending;
  }

  private async tryOnce(delivery: Delivery): Promise<Ending | undefined> {
    const { claim, message } = delivery;
    const { channel: name, account } = contactParts(message.to);
    const channel = this.ports.channel(name, account);
    if (await this.hasArrived(delivery, channel)) return { state: "s" };
    if (delivery.crashed) await this.ports.lanes.doubt(message.to, message.id, echoWaitOf(name, this.ports));
    if (delivery.crashed && message.urgency === "bulk") return claim.begun ? this.failures.giveUp(message, "unknown-outcome", "u") : this.failures.giveUp(message, "bug");
    const closed = message.broadcast === undefined ? undefined : this.ports.gate?.(message);
    if (closed !== undefined) return { state: closed };
    if (!channel) return this.failures.giveUp(message, "channel-off");
    const trouble = this.failures.stopped(accountOf(message.to));
    if (trouble === "paused") {
      await this.ports.lanes.postpone(claim, "front");
      return undefined;
    }
    if (trouble) return this.failures.giveUp(message, trouble);
    if (delivery.crashed) this.ports.metrics.maybeTwice.inc();
    await this.rates.tell(channel);
    const permit = await permitFor(message, channel, this.ports, () => channel.render(message).length - this.sentBefore(message));
    if (!permit) return this.failures.giveUp(message, "window-closed", "w");
    if (!this.ports.lanes.holds(claim)) return permit.refund().then(() => this.leave(delivery));
    // A notice goes once, so what follows is written down first, where that was not done before its slot; a reply that may have gone goes again.
    if (message.urgency === "bulk" && !delivery.slot && !(await this.ports.lanes.begin(claim))) return permit.refund().then(() => undefined);
    return this.send(channel, delivery, permit);
  }

  /** An echo may have shown meanwhile that a message of unknown outcome arrived; of several parts it shows one. */
  private async hasArrived({ message, tries, crashed }: Delivery, channel: Channel | undefined): Promise<boolean> {
    if (tries === 0 && !crashed) return false;
    if (message.urgency === "reply" && (channel?.render(message).length ?? 1) > 1) return false;
    return this.ports.lanes.isConfirmed(message.id);
  }

  private async send(channel: Channel, delivery: Delivery, permit: Permit): Promise<Ending | undefined> {
    const { message } = delivery;
    const sent: Sent[] = [];
    const before = this.sentBefore(message);
    try {
      const calls = await this.sendParts(channel, delivery, sent);
      this.ports.metrics.sent.inc({ channel: channel.name, urgency: message.urgency });
      if (delivery.slot) return { state: "s", sent, calls };
      this.rates.debit(accountOf(message.to), calls);
      return { state: "s", sent };
    } catch (error) {
      // Before the lane is given back: an echo of what went out must find its message.
      await this.ports.lanes.leaveTrail(message.to, sent);
      if (error instanceof LeaseOver) return this.leave(delivery);
      const went = this.sentBefore(message) - before;
      return this.failures.decide(error, channel, delivery, { refund: () => permit.refund(went) });
    }
  }

  /** Parts of it that went out in tries before this one. */
  private sentBefore({ id }: OutboundMessage): number {
    return this.partsSent.get(id) ?? 0;
  }

  /** This process slept longer than its lease: whoever has the lane now sends. Where nobody took it yet, it is free at once. */
  private async leave({ claim }: Delivery): Promise<undefined> {
    await this.ports.lanes.postpone(claim, "front");
  }

  /** Returns the number of calls; fills `sent` as parts go out. */
  private async sendParts(channel: Channel, { claim, message }: Delivery, sent: Sent[]): Promise<number> {
    const calls = channel.render(message);
    const from = this.sentBefore(message);
    for (let part = from; part < calls.length; part++) {
      if (!this.ports.lanes.holds(claim)) throw new LeaseOver();
      const end = this.ports.metrics.sendSeconds.startTimer({ channel: channel.name });
      try {
        const { messageId, limit } = await channel.send(calls[part]!);
        if (messageId) sent.push({ messageId, id: message.id, ...(message.broadcast ? { place: message.broadcast } : {}) });
        if (limit) await this.rates.heed(channel, limit);
      } finally {
        end();
      }
      if (part + 1 < calls.length) this.partsSent.set(message.id, part + 1);
    }
    return calls.length - from;
  }
}
