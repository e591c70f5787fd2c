import type { Redis } from "ioredis";

/** What a person writes within two days after a notice counts as its answer. */
export const answerSeconds = 2 * 86_400;
/** Longest time a notice waits for its person's next word. */
export const parkedSeconds = 30 * 86_400;

/** ARGV: prefix, contact, now. Returns the last notice's place or "", for how many ms it is still kept, and the places that wait and are not too old; what waited is taken out by `unpark`. */
const readScript = `
local parked = ARGV[1] .. 'parked:' .. ARGV[2]
redis.call('ZREMRANGEBYSCORE', parked, '-inf', ARGV[3])
local noticed = ARGV[1] .. 'noticed:' .. ARGV[2]
return { redis.call('GET', noticed) or '', redis.call('PTTL', noticed), redis.call('ZRANGE', parked, 0, -1) }`;

/** Notices remembered with people: the last that arrived, and those that wait for their next word. Places are `broadcast|chunk|index`. */
export class NotedBroadcasts {
  private readonly redis: Redis;
  private readonly prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.prefix = prefix;
  }

  async park(parked: readonly { contact: string; place: string }[], until: number): Promise<void> {
    if (parked.length === 0) return;
    const writing = this.redis.pipeline();
    for (const { contact, place } of parked) writing.zadd(`${this.prefix}parked:${contact}`, until, place).expire(`${this.prefix}parked:${contact}`, parkedSeconds);
    for (const [error] of (await writing.exec()) ?? []) if (error) throw error;
  }

  /** `lastAt`: when the last one arrived. */
  async of(contact: string, now: number): Promise<{ last?: string; lastAt?: number; parked: string[] }> {
    const [last, keptMs, parked] = (await this.redis.eval(readScript, 0, this.prefix, contact, now)) as [string, number, string[]];
    return { ...(last ? { last, lastAt: now - answerSeconds * 1000 + Math.max(0, keptMs) } : {}), parked };
  }

  async unpark(contact: string, place: string): Promise<void> {
    await this.redis.zrem(`${this.prefix}parked:${contact}`, place);
  }

  /** Only while it is still that notice. */
  async answered(contact: string, place: string): Promise<void> {
    const key = `${this.prefix}noticed:${contact}`;
    if ((await this.redis.get(key)) === place) await this.redis.del(key);
  }
}
