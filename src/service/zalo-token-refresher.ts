import { setTimeout as sleep } from "node:timers/promises";
import { refreshPair, type TokenAnswer, type ZaloTokenPair } from "../channels/zalo/oauth.ts";
import { SendError } from "../core/send-error.ts";
import { createTokenLock, type TokenLock } from "./zalo-token-lock.ts";
import { createTokenTrouble, type TokenTrouble } from "./zalo-token-trouble.ts";
import type { ZaloTokenOptions, ZaloTokens } from "./zalo-tokens.ts";

const defaults = { timeoutMs: 20_000, lockMs: 45_000 };
/** Another process is refreshing: for so long its result is waited for. */
const waitMs = 30_000;
const longestPollMs = 200;
/** A short spell of unreachable OAuth, before any byte left, is sat out; not one of slow refusals, which would outlive the lock. */
const networkPausesMs = [250, 1_000];
const shortSpellMs = 5_000;
const savePausesMs = [100, 400, 1_500, 4_000];
/** What storing leaves of the lock's time. */
const marginMs = 5_000;
/** A pair that could not be stored keeps everybody else from refreshing for so long. */
const unsavedMs = 10 * 60_000;

/** Replaces one OA's stale token, one process at a time. The rules are at `createZaloTokens`. */
export class TokenRefresher {
  private readonly options: ZaloTokenOptions;
  private readonly lock: TokenLock;
  private readonly trouble: TokenTrouble;
  private readonly lockMs: number;
  /** Pairs the store did not take yet. Nobody uses them before it does. */
  private readonly unsaved = new Map<string, { pair: ZaloTokenPair; replaces: string }>();

  constructor(options: ZaloTokenOptions) {
    this.options = options;
    this.lockMs = options.lockMs ?? defaults.lockMs;
    this.lock = createTokenLock(options.redis, options.prefix, this.lockMs);
    this.trouble = createTokenTrouble(options.redis, options.prefix, options.alert);
  }

  /** A token other than `stale`: stored meanwhile by somebody else, or by our own refresh. */
  async replace(page: string, stale: string): Promise<string> {
    const deadline = Date.now() + waitMs;
    for (let pauseMs = 20; ; pauseMs = Math.min(longestPollMs, pauseMs * 2)) {
      const other = await this.other(page, stale);
      if (other) return other;
      const fence = await this.lock.take(page);
      if (fence) {
        const until = Date.now() + this.lockMs - Math.min(marginMs, this.lockMs / 4);
        try {
          return (await this.other(page, stale)) ?? (await this.refresh(page, stale, until));
        } finally {
          await this.lock.release(page, fence);
        }
      }
      if (Date.now() > deadline) throw waiting("token-refresh-busy", 5_000);
      await sleep(pauseMs);
    }
  }

  /** The stored token when it is not the stale one. Throws when there is nothing to refresh with. */
  private async other(page: string, stale: string): Promise<string | undefined> {
    await this.saveLate(page);
    const tokens = await this.options.load(page);
    if (!tokens) throw new SendError("token", { platformCode: "no-tokens" });
    if (tokens.accessToken !== stale) return tokens.accessToken;
    const { appId, appSecret } = this.options;
    if (!tokens.refreshToken || !appId || !appSecret) throw new SendError("token", { platformCode: "no-refresh-token" });
    await this.trouble.refuse(page, tokens.refreshToken);
    return undefined;
  }

  /** Under the lock, with a refresh token nobody has used. */
  private async refresh(page: string, stale: string, until: number): Promise<string> {
    const old = (await this.options.load(page))!;
    const spent = old.refreshToken!;
    const answer = await this.ask(page, old, spent);
    if ("refused" in answer) {
      await this.trouble.needsConsent(page, spent, "refused", answer.refused);
      throw new SendError("token", { platformCode: "needs-consent" });
    }
    if (!(await this.stored(page, answer.pair, spent, until))) {
      this.unsaved.set(page, { pair: answer.pair, replaces: spent });
      await this.trouble.unsaved(page, spent, unsavedMs);
      throw waiting("token-not-stored", 10_000);
    }
    // Somebody may have consented anew meanwhile: theirs is the newer pair then.
    const token = (await this.options.load(page))?.accessToken;
    if (token === undefined || token === stale) throw waiting("token-not-stored", 10_000);
    return token;
  }

  private async ask(page: string, old: ZaloTokens, spent: string): Promise<TokenAnswer> {
    const { oauthUrl, appId, appSecret, timeoutMs = defaults.timeoutMs, now = Date.now } = this.options;
    const begun = Date.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await refreshPair(spent, { oauthUrl, appId: appId!, appSecret: appSecret!, timeoutMs, now });
      } catch (error) {
        if (!(error instanceof SendError)) throw error;
        if (error.code === "unknown-outcome") throw await this.trouble.inDoubt(page, spent, this.lockMs);
        const pauseMs = networkPausesMs[attempt];
        if (pauseMs === undefined || Date.now() - begun > shortSpellMs) {
          if ((old.expiresAt ?? 0) <= now()) await this.trouble.unreachable(page);
          throw waiting("oauth-unreachable", 10_000);
        }
        await sleep(pauseMs);
      }
    }
  }

  /** Stores the pair, insistently, while the lock is ours: it is the only pair there is. */
  private async stored(page: string, pair: ZaloTokenPair, replaces: string, until: number): Promise<boolean> {
    for (const pauseMs of [0, ...savePausesMs]) {
      if (Date.now() + pauseMs > until) return false;
      await sleep(pauseMs);
      if (await inTime(this.save(page, pair, replaces), until)) return true;
    }
    return false;
  }

  /** False when the store did not take it although the spent refresh token is still the one kept. */
  private async save(page: string, pair: ZaloTokenPair, replaces: string): Promise<boolean> {
    try {
      return (await this.options.save(page, pair, replaces)) || (await this.options.load(page))?.refreshToken !== replaces;
    } catch {
      return false; // told as `not-stored` when it stays so; the store's own words may hold what was to be stored
    }
  }

  /** With every question for a token a pair that waits is offered to the store again. */
  private async saveLate(page: string): Promise<void> {
    const unsaved = this.unsaved.get(page);
    if (!unsaved) return;
    if (!(await this.save(page, unsaved.pair, unsaved.replaces))) throw waiting("token-not-stored", 10_000);
    this.unsaved.delete(page);
  }
}

/** False when it takes longer than until then; what comes later is no longer waited for. */
async function inTime(work: Promise<boolean>, until: number): Promise<boolean> {
  const stop = new AbortController();
  const late = sleep(Math.max(0, until - Date.now()), false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/** The whole account waits; its messages keep their places. */
function waiting(platformCode: string, retryAfterMs: number): SendError {
  return new SendError("throttled", { platformCode, retryAfterMs });
}
