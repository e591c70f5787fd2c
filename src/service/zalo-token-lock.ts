import type { Redis } from "ioredis";

/** One refresh at a time of one OA, over all processes. */
export type TokenLock = {
  /** A fence when the lock is ours now, undefined when somebody else has it. */
  take(page: string): Promise<string | undefined>;
  /** Gives it back if it is still ours. */
  release(page: string, fence: string): Promise<void>;
};

const releaseScript = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/**
 * `lockMs` must be longer than the slowest refresh and its storing: the lock is never extended, and a second refresh with the same token would
 * kill the consent. The fence only rises; what is stored is guarded besides by the refresh token it replaces.
 */
export function createTokenLock(redis: Redis, prefix: string, lockMs: number): TokenLock {
  const key = (page: string): string => `${prefix}zalo-token-lock:${page}`;
  return {
    async take(page) {
      const fence = String(await redis.incr(`${prefix}zalo-token-fence:${page}`));
      return (await redis.set(key(page), fence, "PX", lockMs, "NX")) === "OK" ? fence : undefined;
    },
    async release(page, fence) {
      await redis.eval(releaseScript, 1, key(page), fence);
    },
  };
}
