import type { Channel } from "../channels/contract.ts";
import { accountOf, type Sent } from "../storage/lanes/lanes.ts";
import { contactParts } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import { SendError } from "../core/send-error.ts";
import { AccountRates } from "./account-rates.ts";
import type { Delivery, Ending, OutboxPorts } from "./outbox-ports.ts";
import { echoWaitOf, SendFailures } from "./send-failures.ts";
import { permitFor, type Permit } from "./send-permit.ts";

class LeaseOver extends Error {
  override name = "LeaseOver";
}

const mostRemembered = 2_000;
/** Whatever else a platform says of a message, it counts the call. */
const refusesAccount: ReadonlySet<SendError["code"]> = new Set(["throttled", "token", "quota"]);

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
    const permit = await permitFor(message, channel, this.ports, () => this.callsLeft(channel, message));
    if (!permit) return this.failures.giveUp(message, "window-closed", "w");
    if (!this.ports.lanes.holds(claim)) return permit.refund().then(() => this.leave(delivery));
    // A notice goes once, so what follows is written down first, where that was not done before its slot; a reply that may have gone goes again.
    if (message.urgency === "bulk" && !delivery.slot && !(await this.ports.lanes.begin(claim))) return permit.refund().then(() => undefined);
    return this.send(channel, delivery, permit);
  }

  /** An echo may have shown meanwhile that a message of unknown outcome arrived; of several parts it shows one. */
  private async hasArrived({ message, tries, crashed }: Delivery, channel: Channel | undefined): Promise<boolean> {
    if (tries === 0 && !crashed) return false;
    if ((channel?.render(message).length ?? 1) > 1) return false;
    return this.ports.lanes.isConfirmed(message.id);
  }

  private async send(channel: Channel, delivery: Delivery, permit: Permit): Promise<Ending | undefined> {
    const { message } = delivery;
    const sent: Sent[] = [];
    const sentAt = performance.now();
    const went = { parts: 0 };
    try {
      const calls = await this.sendParts(channel, delivery, sent, went);
      await this.failures.taken(accountOf(message.to));
      this.ports.metrics.sent.inc({ channel: channel.name, urgency: message.urgency });
      if (delivery.slot) return { state: "s", sent, calls };
      this.rates.debit(accountOf(message.to), calls);
      return { state: "s", sent };
    } catch (error) {
      // Before the lane is given back: an echo of what went out must find its message.
      await this.ports.lanes.leaveTrail(message.to, sent);
      if (error instanceof LeaseOver) return this.leave(delivery);
      if (error instanceof SendError && !refusesAccount.has(error.code)) this.rates.debit(accountOf(message.to), 1, delivery.slot ? 1 : 0);
      return this.failures.decide(error, channel, delivery, { refund: () => permit.refund(went.parts) }, sentAt);
    }
  }

  /** This process slept longer than its lease: whoever has the lane now sends. Where nobody took it yet, it is free at once. */
  private async leave({ claim }: Delivery): Promise<undefined> {
    await this.ports.lanes.postpone(claim, "front");
  }

  /** Calls to the platform this message still takes: what a permit is asked for. */
  private async callsLeft(channel: Channel, message: OutboundMessage): Promise<number> {
    const { length } = channel.render(message);
    return length - (await this.sentBefore(message, length));
  }

  /** How many of its calls went out in tries before this one. */
  private async sentBefore(message: OutboundMessage, calls: number): Promise<number> {
    return calls > 1 ? Math.min(calls, await this.partsSentOf(message)) : 0;
  }

  /** Returns the number of calls; fills `sent` and counts in `went` as parts go out. */
  private async sendParts(channel: Channel, { claim, message }: Delivery, sent: Sent[], went: { parts: number }): Promise<number> {
    const calls = channel.render(message);
    const from = await this.sentBefore(message, calls.length);
    for (let part = from; part < calls.length; part++) {
      if (!this.ports.lanes.holds(claim)) throw new LeaseOver();
      const end = this.ports.metrics.sendSeconds.startTimer({ channel: channel.name });
      try {
        const { messageId, limit } = await channel.send(calls[part]!);
        went.parts++;
        if (messageId) sent.push({ messageId, id: message.id, ...(message.broadcast ? { place: message.broadcast } : {}) });
        // It was taken: whatever happens now is no failure of the message.
        if (limit) await this.rates.heed(channel, limit).catch(() => {});
      } finally {
        end();
      }
      if (part + 1 < calls.length) this.remember(message.id, part + 1);
    }
    return calls.length - from;
  }

  /** Known by this process, or by the trail, where whoever had it before left what went out: also under another number, when staff had a failed notice tried again. */
  private async partsSentOf({ id, to, broadcast }: OutboundMessage): Promise<number> {
    const trail = await this.ports.lanes.trail(to);
    const went = trail.filter((sent) => sent.id === id || (broadcast !== undefined && sent.place === broadcast));
    return Math.max(this.partsSent.get(id) ?? 0, went.length);
  }

  private remember(id: string, parts: number): void {
    this.partsSent.set(id, parts);
    // Some are gone on with by another process, and never leave here by themselves.
    if (this.partsSent.size > mostRemembered) this.partsSent.delete(this.partsSent.keys().next().value!);
  }
}
