import type { Redis } from "ioredis";
import type { Outcome } from "./lanes/claim.ts";
import { withLaneScripts } from "./lanes/scripts/index.ts";

/** ARGV: hash, index of late ones, broadcast, then field, state each: removes each field that still has its state, and the broadcast from the index when nothing is left. */
const dropScript = `
for i = 4, #ARGV, 2 do
  if redis.call('HGET', ARGV[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', ARGV[1], ARGV[i]) end
end
if redis.call('EXISTS', ARGV[1]) == 0 then redis.call('SREM', ARGV[2], ARGV[3]) end
return 1`;

export type Outcomes = ReturnType<typeof createOutcomeStore>;

/** The recipients' outcomes as the senders left them in Redis, until they are moved to the rows. */
export function createOutcomeStore(redis: Redis, prefix: string) {
  const scripts = withLaneScripts(redis);
  const index = `${prefix}outcomes`;
  const key = (broadcast: string): string => `${prefix}outcomes:${broadcast}`;
  return {
    waiting: () => redis.smembers(index),
    /** Whether a broadcast has some. */
    has: async (broadcast: string): Promise<boolean> => (await redis.exists(key(broadcast))) === 1,
    /** An outcome from outside the lanes' own scripts. */
    async write(...all: Outcome[]): Promise<void> {
      if (all.length > 0) await scripts.laneRecord(prefix, ...all.flatMap(({ broadcast, row, state }) => [broadcast, row, state]));
    },
    async read(broadcast: string, most: number): Promise<[string, string][]> {
      const [, flat] = await redis.hscan(key(broadcast), "0", "COUNT", most);
      const pairs: [string, string][] = [];
      for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!]);
      return pairs;
    },
    async drop(broadcast: string, moved: [field: string, state: string][]): Promise<void> {
      await redis.eval(dropScript, 0, key(broadcast), index, broadcast, ...moved.flat());
    },
  };
}
