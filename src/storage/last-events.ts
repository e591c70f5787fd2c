import type { Redis } from "ioredis";

/** Staff look at hours; a write a minute an account is plenty. */
const writeAgainMs = 60_000;

/** When each account (`channel:account`) last sent us something a person did; the sign that its webhook lives. */
export class LastEvents {
  private readonly redis: Redis;
  private readonly key: string;
  private readonly written = new Map<string, number>();

  constructor(redis: Redis, prefix: string) {
    this.redis = redis;
    this.key = `${prefix}seen-event`;
  }

  /** Remembers, at most once a minute an account and process; waits for nothing and never fails, for it stands beside every webhook. */
  see(account: string, now: number): void {
    if (now - (this.written.get(account) ?? 0) < writeAgainMs) return;
    this.written.set(account, now);
    this.redis.hset(this.key, account, now).catch(() => this.written.delete(account));
  }

  async all(): Promise<Map<string, number>> {
    return new Map(Object.entries(await this.redis.hgetall(this.key)).map(([account, at]) => [account, Number(at)]));
  }
}
