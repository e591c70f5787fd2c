import { Redis, type RedisOptions } from "ioredis";

/** Where the service's own keys live, next to BullMQ's. */
export const keyPrefix = "cn:";

/**
 * A Redis connection. `maxRetriesPerRequest: null` lets a command wait for a restarting Redis instead of failing the
 * turn; commands of one tick travel together.
 */
export function connectRedis(url: string, options: RedisOptions = {}): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: true, retryStrategy: (attempt) => Math.min(50 * attempt, 1000), ...options });
}
