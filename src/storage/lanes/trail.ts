import type { Redis } from "ioredis";
import type { LaneScripts } from "./scripts/index.ts";

/** One platform message that was sent: the platform's id, ours, and where a notice's outcome stands. */
export type Sent = { messageId: string; id: string; place?: string };

/** Platforms echo within seconds; an hour covers their retries. */
const confirmedSeconds = 3600;
const kept = 50;

/** What became known of messages after they were sent. Written with their end by the lanes' own script. */
export class SentTrail {
  private readonly redis: Redis;
  private readonly scripts: LaneScripts;
  private readonly prefix: string;

  constructor(redis: Redis, scripts: LaneScripts, prefix: string) {
    this.redis = redis;
    this.scripts = scripts;
    this.prefix = prefix;
  }

  async read(contact: string): Promise<(Sent & { at: number })[]> {
    const flat = await this.redis.zrange(`${this.prefix}trail:${contact}`, -kept, "-1", "WITHSCORES");
    return Array.from({ length: flat.length / 2 }, (_, i) => ({ ...entrySent(flat[2 * i]!), at: Number(flat[2 * i + 1]) }));
  }

  async leave(contact: string, sent: Sent[]): Promise<void> {
    if (sent.length > 0) await this.scripts.laneTrail(this.prefix, contact, ...sent.map(trailEntry));
  }

  async confirm(id: string): Promise<void> {
    await this.redis.set(`${this.prefix}confirmed:${id}`, "1", "EX", confirmedSeconds);
  }

  async isConfirmed(id: string): Promise<boolean> {
    return (await this.redis.exists(`${this.prefix}confirmed:${id}`)) === 1;
  }

  async doubt(contact: string, id: string, ms: number): Promise<void> {
    await this.redis.set(`${this.prefix}doubt:${contact}`, id, "PX", Math.max(1, Math.ceil(ms)));
  }

  async inDoubt(contact: string): Promise<string | undefined> {
    return (await this.redis.get(`${this.prefix}doubt:${contact}`)) ?? undefined;
  }
}

/** Ids hold no line ends; places and our ids hold bars. */
export function trailEntry({ messageId, id, place }: Sent): string {
  return `${messageId}\n${id}\n${place ?? ""}`;
}

function entrySent(entry: string): Sent {
  const [messageId = "", id = "", place = ""] = entry.split("\n");
  return { messageId, id, ...(place ? { place } : {}) };
}
