import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { ChatPorts } from "./chat-ports.ts";

/** A school or a village shares one address, so an address may do far more than a person. */
const usual = { perVisitorAMinute: 30, perAddressAMinute: 600 };

/** Counts messages per visitor and per address, for all processes. Resolves to the seconds to wait, 0 when the message may pass. */
export function createChatLimits(ports: Pick<ChatPorts, "redis" | "prefix" | "limits">): (visitor: string, address: string) => Promise<number> {
  const limits = { ...usual, ...ports.limits };
  const limiter = (keyPrefix: string, points: number) => new RateLimiterRedis({ storeClient: ports.redis, keyPrefix: `${ports.prefix}rate:${keyPrefix}`, points, duration: 60 });
  const visitors = limiter("v", limits.perVisitorAMinute);
  const addresses = limiter("a", limits.perAddressAMinute);
  return async (visitor, address) => {
    try {
      await Promise.all([visitors.consume(visitor), addresses.consume(address)]);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw refused;
    }
  };
}
