import { createHash, randomBytes } from "node:crypto";
import { SendError } from "../../core/send-error.ts";
import type { PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { sendRequest } from "./send-request.ts";

/** `expiresAt`: epoch ms. The refresh token works once, for three months (§3). */
export type ZaloTokenPair = { accessToken: string; refreshToken: string; expiresAt: number };

/** `refused`: Zalo said no, and a human has to consent anew; `code` is Zalo's own name or number for it, never a token. */
export type TokenAnswer = { pair: ZaloTokenPair } | { refused: string };

export type OauthOptions = { oauthUrl: string; appId: string; appSecret: string; timeoutMs: number; now: () => number };

/** Access tokens live 25 h; taken when Zalo does not say. */
const usualLifeMs = 25 * 3_600_000;

/** 32 random bytes: 43 characters (RFC 7636, as the platform's own SDK does it). */
export function newVerifier(): string {
  return randomBytes(32).toString("base64url");
}

/** What the consent page gets of the verifier. */
export function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

/** Where an admin of the OA allows the app. Neither scope nor method belong into it (§3). `redirectUri` must be the one of the console, or Zalo says -14003. */
export function consentAddress({ oauthUrl, appId, redirectUri, verifier, state }: { oauthUrl: string; appId: string; redirectUri: string; verifier: string; state: string }): string {
  const query = new URLSearchParams({ app_id: appId, redirect_uri: redirectUri, code_challenge: challengeOf(verifier), state });
  return `${oauthUrl}/v4/oa/permission?${query}`;
}

/** The first pair for a code, which works once, for ten minutes. Throws `SendError` "network" or "unknown-outcome". */
export function exchangeCode(code: string, verifier: string, options: OauthOptions): Promise<TokenAnswer> {
  return askForTokens({ code, app_id: options.appId, grant_type: "authorization_code", code_verifier: verifier }, options);
}

/** The next pair. Using a refresh token twice kills the account's consent: only under the lock of `zalo-tokens`. */
export function refreshPair(refreshToken: string, options: OauthOptions): Promise<TokenAnswer> {
  return askForTokens({ refresh_token: refreshToken, app_id: options.appId, grant_type: "refresh_token" }, options);
}

async function askForTokens(fields: Record<string, string>, { oauthUrl, appSecret, timeoutMs, now }: OauthOptions): Promise<TokenAnswer> {
  const answer = await sendRequest({
    url: `${oauthUrl}/v4/oa/access_token`,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", secret_key: appSecret },
    body: new URLSearchParams(fields).toString(),
    timeoutMs,
  });
  return tokensOf(answer, now());
}

/** Both tokens mean success and nothing else does: failures come with HTTP 200 and sometimes without a number (§3). */
function tokensOf({ status, body }: PlatformAnswer, now: number): TokenAnswer {
  const accessToken = at(body, "access_token");
  const refreshToken = at(body, "refresh_token");
  if (isToken(accessToken) && isToken(refreshToken)) {
    const seconds = Number(at(body, "expires_in")); // "90000": a text
    return { pair: { accessToken, refreshToken, expiresAt: now + (seconds > 0 ? seconds * 1000 : usualLifeMs) } };
  }
  const refused = refusalOf(body);
  if (refused === undefined || status >= 500) throw new SendError("unknown-outcome", { platformCode: `http-${status}` });
  return { refused };
}

function isToken(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function refusalOf(body: unknown): string | undefined {
  const named = [at(body, "error"), at(body, "error_name"), at(body, "error_reason")].map((value) => (typeof value === "number" ? String(value) : value));
  const found = named.find((value): value is string => typeof value === "string" && value !== "" && value !== "0");
  if (found === undefined) return undefined;
  return /^[\w .:-]{1,60}$/.test(found) ? found : "refused"; // anything longer may repeat what we sent
}
