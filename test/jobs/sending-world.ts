import type { Redis } from "ioredis";
import { pino } from "pino";
import type { Channel, PlatformCall, SendReceipt } from "../../src/channels/contract.ts";
import { contactParts } from "../../src/core/contact-id.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { SendError } from "../../src/core/send-error.ts";
import { LaneWorker, subscribeWakes } from "../../src/jobs/lane-worker.ts";
import { createOutbox, senders, type OutboxPorts } from "../../src/jobs/outbox.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { accountOf, Lanes, type Claim } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { startEngines } from "../kit/engines.ts";

/** What reached the platform. */
export type Arrival = { account: string; person: string; text: string; at: number };

/** How an account's platform answers a call; throws what the channel would throw. */
export type Answer = (call: PlatformCall) => Promise<SendReceipt | void> | SendReceipt | void;

/** Accounts whose platform is a function, on a real Redis with real workers. */
export class SendingWorld {
  readonly lanes: Lanes;
  readonly arrivals: Arrival[] = [];
  readonly answers = new Map<string, Answer>();
  readonly unreachable: string[] = [];
  readonly metrics = createMetrics();
  policy: Partial<Channel["policy"]> = {};
  private readonly redis: Redis;
  private readonly stops: (() => Promise<void>)[] = [];
  private count = 0;

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.lanes = new Lanes(redis, prefix);
  }

  /** The channel of any account `telegram:<account>` or `messenger:<account>`; a text is cut into parts at each bar. */
  channel(name: string, account: string): Channel {
    return {
      name: name as Channel["name"],
      account,
      policy: { maxTextCharacters: 2000, maxChoices: 5, maxLabelCharacters: 20, maxPayloadBytes: 64, bulkPerSecond: 1000, sendTimeoutMs: 1000, ...this.policy },
      verify: () => ({ ok: false, status: 400, reason: "bad-json" }),
      parse: () => ({ events: [], notes: [], ignored: 0, unknown: 0 }),
      render: (message) => message.text.split("|").map((text) => ({ method: "send", body: { to: message.to, text } })),
      send: async (call) => {
        const { to, text } = call.body as { to: string; text: string };
        const receipt = (await this.answers.get(account)?.(call)) ?? {};
        this.arrivals.push({ account, person: contactParts(to).person, text, at: performance.now() });
        return { messageId: `${to}#${text}`, ...receipt };
      },
    };
  }

  /** A process's senders. */
  async start(ports: Partial<OutboxPorts> = {}): Promise<void> {
    const handle = this.handler(ports);
    const wakes = await subscribeWakes(this.redis, this.lanes.prefix);
    const workers = (["out", "bulk"] as const).map((family) => new LaneWorker({ lanes: this.lanes, family, ...senders[family], itemsAtOnce: family === "bulk" ? 1 : 5, handle, logger: pino({ level: "silent" }) }));
    for (const worker of workers) worker.start(wakes);
    this.stops.push(async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      wakes.disconnect();
    });
  }

  /** What such a process does with a lane it took. */
  handler(ports: Partial<OutboxPorts> = {}): ReturnType<typeof createOutbox> {
    return createOutbox({
      lanes: this.lanes,
      channel: (name, account) => this.channel(name, account),
      unreachable: async (contact) => void this.unreachable.push(contact),
      metrics: this.metrics,
      logger: pino({ level: "silent" }),
      ...ports,
    });
  }

  /** Lets a claim's lease run out, as sleeping does, for Redis and for the sleeper's own clock. */
  async runOut(claim: Claim): Promise<void> {
    await this.redis.zadd(`${this.lanes.prefix}${claim.family}:due:${accountOf(claim.contact)}`, 1, claim.contact);
    await this.redis.zadd(`${this.lanes.prefix}${claim.family}:accounts`, 1, accountOf(claim.contact));
    claim.heldUntil = performance.now();
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) await stop();
  }

  /** Puts messages in their lanes, `telegram:1:5` unless `to` names the channel; ids are the texts' own. */
  async give(urgency: "reply" | "bulk", messages: { to: string; text: string; more?: Partial<OutboundMessage> }[]): Promise<void> {
    const items = messages.map(({ to, text, more }): OutboundMessage => ({ id: `m${this.count++}`, to, text, urgency, ...more }));
    await this.lanes.add(urgency === "bulk" ? "bulk" : "out", items.map((message) => ({ contact: message.to, json: JSON.stringify(message) })));
  }

  textsTo(person: string): string[] {
    return this.arrivals.filter((one) => one.person === person).map((one) => one.text);
  }

  async outcome(place: string): Promise<string | null> {
    const [id, ...row] = place.split("|");
    return this.redis.hget(`${this.lanes.prefix}outcomes:${id}`, row.join("|"));
  }

  async idle(): Promise<boolean> {
    return (await this.lanes.waiting("out")) + (await this.lanes.waiting("bulk")) === 0;
  }
}

/** A Redis and a new world in it for each test. */
export async function openSendingWorlds(): Promise<{ redis: Redis; next(): SendingWorld; close(): Promise<void> }> {
  const engines = await startEngines({ redis: true });
  const redis = connectRedis(engines.redisUrl);
  let round = 0;
  return {
    redis,
    next: () => new SendingWorld(redis, `w${round++}:`),
    async close() {
      redis.disconnect();
      await engines.stop();
    },
  };
}

/** Refuses as a channel does. */
export const refuse = (...args: ConstructorParameters<typeof SendError>) => (): never => {
  throw new SendError(...args);
};

/** Answers one after the other, then as the last says; undefined: takes the message. */
export function answersInTurn(...answers: (Answer | undefined)[]): Answer {
  return (call) => (answers.length > 1 ? answers.shift() : answers[0])?.(call);
}
