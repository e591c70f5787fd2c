import type { Redis } from "ioredis";
import type { ZaloTokenPair } from "../channels/zalo/oauth.ts";
import { SendError } from "../core/send-error.ts";
import { TokenRefresher } from "./zalo-token-refresher.ts";
import type { ZaloTokenAlert } from "./zalo-token-trouble.ts";

/** What is kept for one OA. Without a refresh token the access token is used as it is, as long as it lives. */
export type ZaloTokens = { accessToken: string; refreshToken?: string; /** Epoch ms; absent when nobody knows. */ expiresAt?: number };

/** Where tokens are kept, sealed. */
export type ZaloTokenStore = {
  load(page: string): Promise<ZaloTokens | undefined>;
  /** Keeps the pair if the refresh token kept now is `replaces`; false when it is another one by now. */
  save(page: string, tokens: ZaloTokenPair, replaces: string): Promise<boolean>;
};

export type ZaloTokenOptions = ZaloTokenStore & {
  redis: Redis;
  prefix: string;
  /** The OAs to look after. */
  pages(): Promise<string[]>;
  oauthUrl: string;
  /** Without id or secret nothing can be refreshed. */
  appId: string | undefined;
  appSecret: string | undefined;
  /** A human must know; once for each trouble. */
  alert(alert: ZaloTokenAlert): Promise<void> | void;
  now?: () => number;
  /** How long OAuth may take; far below the lock's 45 s. */
  timeoutMs?: number;
  lockMs?: number;
};

export type ZaloTokenKeeper = {
  /** The token to call with. */
  current(page: string): Promise<string>;
  /** The token that replaces one Zalo refused. */
  refreshed(page: string, stale: string): Promise<string>;
  /** Refreshes early what ends within 6 hours. For a chore every 30 minutes. */
  refreshDue(): Promise<void>;
};

const hour = 3_600_000;
/** What was read is believed for a minute; a token that died meanwhile is noticed by its refusal. */
const believedMs = 60_000;
const skewMs = 60_000;

/**
 * Keeps the tokens of all OAs alive. A refresh token works once and using it twice kills the consent (facts §3), hence: one refresh at a time over
 * all processes, under a lock that outlives the slowest call; the stored tokens are read again under it; a new pair is stored before anybody uses
 * it; a refusal stops all further tries until new tokens are stored. Throws `SendError`: "token" when a human must consent anew,
 * "throttled" when the account has to wait.
 */
export function createZaloTokens(options: ZaloTokenOptions): ZaloTokenKeeper {
  const { now = Date.now } = options;
  const refresher = new TokenRefresher(options);
  const read = new Map<string, { tokens: ZaloTokens; at: number }>();
  const flights = new Map<string, Promise<string>>();

  const expired = ({ expiresAt }: ZaloTokens): boolean => expiresAt !== undefined && expiresAt <= now() + skewMs;

  async function refreshed(page: string, stale: string): Promise<string> {
    read.delete(page);
    for (;;) {
      const flight = flights.get(page) ?? launch(page, stale);
      const token = await flight;
      if (token !== stale) return token;
    }
  }

  /** One flight a page in this process. */
  function launch(page: string, stale: string): Promise<string> {
    const flight = refresher.replace(page, stale).finally(() => flights.delete(page));
    flights.set(page, flight);
    return flight;
  }

  return {
    async current(page) {
      const known = read.get(page);
      if (known && known.at + believedMs > Date.now() && !expired(known.tokens)) return known.tokens.accessToken;
      const tokens = await options.load(page);
      if (!tokens) throw new SendError("token", { platformCode: "no-tokens" });
      if (expired(tokens) && tokens.refreshToken) return refreshed(page, tokens.accessToken);
      read.set(page, { tokens, at: Date.now() });
      return tokens.accessToken;
    },
    refreshed,
    async refreshDue() {
      for (const page of await options.pages()) {
        const tokens = await options.load(page);
        if (!tokens?.refreshToken || !isDue(tokens, now())) continue;
        // What went wrong is remembered and told by itself; the other accounts go on.
        await refreshed(page, tokens.accessToken).catch((error: unknown) => {
          if (!(error instanceof SendError)) throw error;
        });
      }
    },
  };
}

/** Less than six hours left, give or take half an hour so that accounts connected together part; or nobody knows how long. */
function isDue({ expiresAt }: ZaloTokens, now: number): boolean {
  return expiresAt === undefined || expiresAt - now < 6 * hour + Math.random() * 0.5 * hour;
}
