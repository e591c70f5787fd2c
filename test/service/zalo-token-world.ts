import type { Redis } from "ioredis";
import type { ZaloTokenPair } from "../../src/channels/zalo/oauth.ts";
import type { ZaloTokenAlert } from "../../src/service/zalo-token-trouble.ts";
import { createZaloTokens, type ZaloTokenOptions, type ZaloTokens } from "../../src/service/zalo-tokens.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import type { ZaloPlatform } from "../kit/platforms/zalo.ts";

export const page = "zalo:388613280878808645";

/** Where a test keeps tokens; `away` makes it fail like a store that is not there. */
export class TokenShelf {
  readonly kept = new Map<string, ZaloTokens>();
  /** How many of the next saves fail. */
  away = 0;
  saves = 0;

  readonly load = async (id: string): Promise<ZaloTokens | undefined> => this.kept.get(id);
  readonly save = async (id: string, tokens: ZaloTokenPair, replaces: string): Promise<boolean> => {
    this.saves += 1;
    if (this.away > 0) {
      this.away -= 1;
      throw new Error("the store is away");
    }
    if (this.kept.get(id)?.refreshToken !== replaces) return false;
    this.kept.set(id, tokens);
    return true;
  };
}

let worlds = 0;

/** Token keepers of several "processes" over one Redis, one shelf and one platform; each keeper has its own connection. */
export function tokenWorld(redisUrl: string, platform: ZaloPlatform) {
  const shelf = new TokenShelf();
  const alerts: ZaloTokenAlert[] = [];
  const connections: Redis[] = [];
  const prefix = `tokens-${(worlds += 1)}:`;
  const clock = { offset: 0 };
  shelf.kept.set(page, { accessToken: platform.settings.token, refreshToken: platform.settings.refreshToken, expiresAt: Date.now() + 20 * 3_600_000 });
  return {
    shelf, alerts, clock, prefix,
    redis: () => connections[0]!,
    keeper(options: Partial<ZaloTokenOptions> = {}) {
      const redis = connectRedis(redisUrl);
      connections.push(redis);
      return createZaloTokens({
        redis, prefix, load: shelf.load, save: shelf.save, pages: async () => [...shelf.kept.keys()], oauthUrl: platform.url, appId: platform.settings.appId, appSecret: platform.settings.appSecret,
        alert: (alert) => void alerts.push(alert), now: () => Date.now() + clock.offset, ...options,
      });
    },
    close: () => connections.forEach((redis) => redis.disconnect()),
  };
}
