import type { Redis } from "ioredis";

/** The recipients' outcomes as the senders left them in Redis, until they are moved to the rows. */
export function createOutcomeStore(redis: Redis, prefix: string) {
  const key = (broadcast: string): string => `${prefix}outcomes:${broadcast}`;
  return {
    async read(broadcast: string, most: number): Promise<[string, string][]> {
      const [, flat] = await redis.hscan(key(broadcast), "0", "COUNT", most);
      const pairs: [string, string][] = [];
      for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!]);
      return pairs;
    },
    async drop(broadcast: string, fields: string[]): Promise<void> {
      if (fields.length > 0) await redis.hdel(key(broadcast), ...fields);
    },
  };
}
