import type { Redis } from "ioredis";
import session, { type SessionData } from "express-session";

/** Sessions in Redis, so that every web process knows them and a restart signs nobody out. */
export class RedisSessions extends session.Store {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly lastsMs: number;

  constructor(redis: Redis, prefix: string, lastsMs: number) {
    super();
    this.redis = redis;
    this.prefix = `${prefix}session:`;
    this.lastsMs = lastsMs;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.redis.get(this.prefix + id).then((json) => done(null, json === null ? null : (JSON.parse(json) as SessionData)), done);
  }

  override set(id: string, data: SessionData, done?: (error?: unknown) => void): void {
    this.redis.set(this.prefix + id, JSON.stringify(data), "PX", this.lastsMs).then(() => done?.(), done);
  }

  override destroy(id: string, done?: (error?: unknown) => void): void {
    this.redis.del(this.prefix + id).then(() => done?.(), done);
  }

  override touch(id: string, _data: SessionData, done?: () => void): void {
    this.redis.pexpire(this.prefix + id, this.lastsMs).then(() => done?.(), () => done?.());
  }
}
