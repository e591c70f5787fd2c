import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";

/** A dead consumer's account is taken over after this long at most, plus one look of the others (a third of it). */
export const pollLeaseMs = 15_000;

const renewScript = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2]) end return 0`;
const releaseScript = `if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0`;

/** The right to be an account's only consumer. `lost` aborts as soon as it may have passed to another process. */
export type PollLease = { lost: AbortSignal; release(): Promise<void> };

/**
 * Takes the lease, or nothing when another process has it. It is renewed at a third of its time under a token of its own, so that a process that
 * was asleep can neither renew nor release its successor's; one that hears nothing from Redis gives up before the lease runs out there.
 */
export async function takePollLease(redis: Redis, key: string, leaseMs = pollLeaseMs): Promise<PollLease | undefined> {
  const token = randomUUID();
  let renewedAt = performance.now();
  if ((await redis.set(key, token, "PX", leaseMs, "NX")) !== "OK") return undefined;
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    const asked = performance.now();
    const held = await redis.eval(renewScript, 1, key, token, leaseMs);
    if (held === 1) renewedAt = asked;
    else end();
  };
  const watch = setInterval(() => {
    if (performance.now() - renewedAt > (leaseMs * 5) / 6) end();
    else void renew().catch(() => {}); // the watch itself decides when it has lasted too long
  }, leaseMs / 3);
  function end(): void {
    clearInterval(watch);
    lost.abort();
  }
  return {
    lost: lost.signal,
    async release() {
      end();
      await redis.eval(releaseScript, 1, key, token);
    },
  };
}
