import { createHash } from "node:crypto";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { OfficeError } from "../../../office/index.ts";
import type { ConsolePorts } from "../console-ports.ts";

/** So many wrong passwords for one login, or from one address, in a quarter of an hour. */
const perLogin = 8;
const perAddress = 60;
const windowSeconds = 900;

export type Tries = { spend(login: string, address: string): Promise<void>; forgive(login: string): Promise<void> };

/** Counts wrong passwords and codes in Redis. A locked login is locked for everybody alike, known or not: what is there cannot be found out. */
export function signInTries({ redis, prefix }: Pick<ConsolePorts, "redis" | "prefix">): Tries {
  const logins = new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}tries-login`, points: perLogin, duration: windowSeconds });
  const addresses = new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}tries-address`, points: perAddress, duration: windowSeconds });
  const key = (login: string) => createHash("sha256").update(login).digest("base64url");
  return {
    async spend(login, address) {
      try {
        await logins.consume(key(login));
        await addresses.consume(key(address));
      } catch (error) {
        if (error instanceof Error) throw error;
        throw new OfficeError(429, "too-many-tries", { params: { minutes: Math.ceil((error as { msBeforeNext: number }).msBeforeNext / 60_000) } });
      }
    },
    async forgive(login) {
      await logins.delete(key(login));
    },
  };
}
