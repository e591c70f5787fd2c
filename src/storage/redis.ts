import { Redis, type RedisOptions } from "ioredis";

/** Where the service's own keys live, next to BullMQ's. */
export const keyPrefix = "cn:";

const retryMs = 50;
/** A Redis that starts again is back within a second or two; one that stays away is asked less and less often. */
const soon = 40;
const retryStrategy = (attempt: number): number => (attempt <= soon ? retryMs : Math.min(retryMs * (attempt - soon + 1), 1000));

/** How long after one process has found Redis again another may still be looking for it, milliseconds. `awayMs`: how long it was away. */
export function longestGapMs(awayMs: number): number {
  return awayMs < soon * retryMs ? 2 * retryMs : Math.min(1000, 10 * Math.sqrt(awayMs)) + retryMs;
}

/**
 * A Redis connection. `maxRetriesPerRequest: null` lets a command wait for a restarting Redis instead of failing the
 * turn; commands of one tick travel together. A Redis that reads its file is asked again at once and not, as by default, after a second.
 */
export function connectRedis(url: string, options: RedisOptions = {}): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, enableAutoPipelining: true, retryStrategy, maxLoadingRetryTime: retryMs, ...options });
}
