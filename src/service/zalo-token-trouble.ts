import type { Redis } from "ioredis";
import { createHash } from "node:crypto";
import { SendError } from "../core/send-error.ts";

/** `code` is Zalo's own word where it gave one; never a token. `sentence` is for the log and for staff who look after the service. */
export type ZaloTokenAlert = { page: string; reason: "refused" | "unknown-outcome" | "not-stored" | "unreachable"; code?: string; sentence: string };

/** What went wrong with one refresh token; forgotten as soon as another one is stored. */
type Trouble = { of: string; state: "needs-consent" | "doubt"; until?: number };

export type TokenTrouble = {
  /** Throws when this refresh token must not be used (again, or yet). */
  refuse(page: string, refreshToken: string): Promise<void>;
  needsConsent(page: string, refreshToken: string, reason: "refused" | "unknown-outcome", code?: string): Promise<void>;
  /** The request left and no answer came: it may be used once more after `waitMs`; a second time it is given up. Returns what to throw. */
  inDoubt(page: string, refreshToken: string, waitMs: number): Promise<SendError>;
  /** A new pair waits to be stored: nobody refreshes meanwhile. */
  unsaved(page: string, refreshToken: string, waitMs: number): Promise<void>;
  unreachable(page: string): Promise<void>;
};

/** Longer than a refresh token lives. */
const keptSeconds = 100 * 86_400;

const sentences: Record<ZaloTokenAlert["reason"], string> = {
  refused: "Zalo refused to renew the access of an Official Account: an admin of it must allow the app again (npm run cli -- zalo connect).",
  "unknown-outcome": "Renewing the access of an Official Account twice got no answer, so its refresh token may be spent: an admin of it must allow the app again (npm run cli -- zalo connect).",
  "not-stored": "The new access of an Official Account could not be stored; it is kept in memory and tried again. Do not restart this process before the store is back.",
  unreachable: "Zalo's OAuth server cannot be reached and the access of an Official Account has ended; its messages wait.",
};

/** Remembers in Redis, for all processes, what went wrong, and tells it once. Only digests of tokens are kept. */
export function createTokenTrouble(redis: Redis, prefix: string, alert: (alert: ZaloTokenAlert) => Promise<void> | void): TokenTrouble {
  const key = (page: string): string => `${prefix}zalo-token-trouble:${page}`;

  async function troubleOf(page: string, refreshToken: string): Promise<Trouble | undefined> {
    const json = await redis.get(key(page));
    const trouble = json === null ? undefined : (JSON.parse(json) as Trouble);
    return trouble?.of === digest(refreshToken) ? trouble : undefined;
  }
  async function note(page: string, trouble: Trouble): Promise<void> {
    await redis.set(key(page), JSON.stringify(trouble), "EX", keptSeconds);
  }
  /** Once for each refresh token and reason; `unreachable` once an hour. */
  async function tell(page: string, reason: ZaloTokenAlert["reason"], about: string, code?: string): Promise<void> {
    const fresh = await redis.set(`${prefix}zalo-token-told:${page}:${reason}`, about, "EX", reason === "unreachable" ? 3600 : keptSeconds, "GET");
    if (fresh !== about) await alert({ page, reason, ...(code === undefined ? {} : { code }), sentence: sentences[reason] });
  }

  const trouble: TokenTrouble = {
    async refuse(page, refreshToken) {
      const found = await troubleOf(page, refreshToken);
      if (found?.state === "needs-consent") throw new SendError("token", { platformCode: "needs-consent" });
      const leftMs = (found?.until ?? 0) - Date.now();
      if (leftMs > 0) throw new SendError("throttled", { platformCode: "token-refresh-in-doubt", retryAfterMs: leftMs });
    },
    async needsConsent(page, refreshToken, reason, code) {
      await note(page, { of: digest(refreshToken), state: "needs-consent" });
      await tell(page, reason, digest(refreshToken), code);
    },
    async inDoubt(page, refreshToken, waitMs) {
      if (await troubleOf(page, refreshToken)) {
        await trouble.needsConsent(page, refreshToken, "unknown-outcome");
        return new SendError("token", { platformCode: "needs-consent" });
      }
      await note(page, { of: digest(refreshToken), state: "doubt", until: Date.now() + waitMs });
      return new SendError("throttled", { platformCode: "token-refresh-in-doubt", retryAfterMs: waitMs });
    },
    async unsaved(page, refreshToken, waitMs) {
      await note(page, { of: digest(refreshToken), state: "doubt", until: Date.now() + waitMs });
      await tell(page, "not-stored", digest(refreshToken));
    },
    unreachable: (page) => tell(page, "unreachable", "now"),
  };
  return trouble;
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url").slice(0, 22);
}
