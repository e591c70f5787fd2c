import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { usualLimits, type ChatPorts } from "./chat-ports.ts";

/** Counts messages per visitor and per address, for all processes. Resolves to the seconds to wait, 0 when the message may pass. */
export function createChatLimits(ports: Pick<ChatPorts, "redis" | "prefix" | "limits">): (visitor: string, address: string) => Promise<number> {
  const limits = { ...usualLimits, ...ports.limits };
  const limiter = (keyPrefix: string, points: number) => new RateLimiterRedis({ storeClient: ports.redis, keyPrefix: `${ports.prefix}rate:${keyPrefix}`, points, duration: 60 });
  const visitors = limiter("v", limits.perVisitorAMinute);
  const addresses = limiter("a", limits.perAddressAMinute);
  return async (visitor, address) => {
    try {
      await Promise.all([visitors.consume(visitor), addresses.consume(household(address))]);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw refused;
    }
  };
}

/** One line gets a whole IPv6 /64, so counting single addresses would count nothing. */
export function household(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const full = tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0"), ...after];
  return full.slice(0, 4).join(":");
}
