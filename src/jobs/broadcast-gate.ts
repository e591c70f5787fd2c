import type { Redis } from "ioredis";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Logger } from "../runtime/logger.ts";

/** Two seconds are promised; a look costs next to nothing. */
const lookMs = 300;

export type Halt = "paused" | "cancelled";

/**
 * Broadcasts whose messages may not go out, as every sender must know them at once: kept in Redis, read a few times a second.
 */
export class HaltedBroadcasts {
  private readonly redis: Redis;
  private readonly key: string;
  private halted = new Map<string, Halt>();
  private timer: NodeJS.Timeout | undefined;

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.key = `${prefix}halted`;
  }

  async halt(id: string, how: Halt): Promise<void> {
    await this.redis.hset(this.key, id, how);
  }

  async release(id: string): Promise<void> {
    await this.redis.hdel(this.key, id);
  }

  /** Reads now and then anew until it is closed. */
  async watch(logger: Logger): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look().catch((error: unknown) => logger.warn({ err: error }, "halted notices could not be read")), lookMs);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  of(id: string): Halt | undefined {
    return this.halted.get(id);
  }

  paused(): string[] {
    return [...this.halted].filter(([, how]) => how === "paused").map(([id]) => id);
  }

  async look(): Promise<void> {
    this.halted = new Map(Object.entries(await this.redis.hgetall(this.key)) as [string, Halt][]);
  }
}

/** What becomes of a notice's row instead of sending; undefined: it may go out. Paused ones and those the night caught return to their broadcast. */
export function createGate(halted: Pick<HaltedBroadcasts, "of">, now: () => number = Date.now): (message: OutboundMessage) => string | undefined {
  return ({ broadcast, round = 0, notAfter, expiresAt }) => {
    const halt = broadcast === undefined ? undefined : halted.of(broadcast.slice(0, broadcast.indexOf("|")));
    if (halt === "cancelled") return "c";
    if (expiresAt !== undefined && expiresAt <= now()) return "e";
    return halt === "paused" || (notAfter !== undefined && notAfter <= now()) ? `p:${round}` : undefined;
  };
}
