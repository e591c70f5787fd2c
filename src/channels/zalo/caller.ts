import { SendError } from "../../core/send-error.ts";
import type { SendReceipt } from "../contract.ts";
import { postJson, type PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { remedyOf, zaloSendError } from "./answer-error.ts";
import type { ZaloHost } from "./error-codes.ts";
import { zaloPolicy } from "./policy.ts";
import { zaloLimit } from "./rate-limit.ts";
import { sendRequest } from "./send-request.ts";

export type ZaloTokenSource = {
  /** The OA's current access token; it lives 25 h, so it is asked for before every call. */
  accessToken: () => Promise<string>;
  /** The token that replaces one Zalo refused (-216, -220); without it such a refusal is final. */
  refreshed?: (stale: string) => Promise<string>;
};

export type ZaloCallerOptions = ZaloTokenSource & { url: string; host: ZaloHost; timeoutMs?: number; now?: () => number; random?: () => number };

/** Exactly one of: `query` (a GET, all of it as one JSON parameter `data`, §1.1), `params` (a GET of the business host), `body` (a JSON POST), `form` (an upload). */
export type ZaloAsk = { path: string; signal?: AbortSignal } & ({ query: Record<string, unknown> | undefined } | { params: Record<string, string> } | { body: unknown } | { form: FormData });

export type ZaloReply = { data: unknown; limit?: SendReceipt["limit"] };
export type ZaloCaller = (ask: ZaloAsk) => Promise<ZaloReply>;

/**
 * Calls one of Zalo's hosts as the OA. The token goes bare into the header `access_token`. A refused token is replaced once and the call made
 * once more. Throws `SendError` and nothing else.
 */
export function createZaloCaller(options: ZaloCallerOptions): ZaloCaller {
  const { host, now = Date.now, random = Math.random } = options;

  async function once(ask: ZaloAsk, token: string): Promise<ZaloReply> {
    const answer = await answerTo(ask, token, options);
    const error = zaloSendError(answer, { host, now: now(), random });
    if (error) throw error;
    const limit = zaloLimit(answer.headers, now(), random);
    return { data: at(answer.body, "data"), ...(limit ? { limit } : {}) };
  }

  return async function call(ask) {
    const token = await tokenFrom(options.accessToken);
    try {
      return await once(ask, token);
    } catch (error) {
      if (!options.refreshed || remedyOf(error, host) !== "new-token") throw error;
      const fresh = await tokenFrom(() => options.refreshed!(token));
      if (fresh === token) throw error;
      return once(ask, fresh);
    }
  };
}

async function answerTo(ask: ZaloAsk, token: string, options: ZaloCallerOptions): Promise<PlatformAnswer> {
  const url = `${options.url}/${ask.path}`;
  const common = { headers: { access_token: token }, timeoutMs: options.timeoutMs ?? zaloPolicy.sendTimeoutMs, signal: ask.signal };
  if ("body" in ask) return postJson(url, { ...common, body: ask.body });
  if ("form" in ask) return harmless(sendRequest({ ...common, url, method: "POST", body: ask.form }));
  const query = "params" in ask ? new URLSearchParams(ask.params) : ask.query && new URLSearchParams({ data: JSON.stringify(ask.query) });
  return harmless(sendRequest({ ...common, url: query ? `${url}?${query}` : url, method: "GET" }));
}

/** Asking or uploading twice shows nobody anything twice: in doubt it is simply tried again. */
async function harmless(answer: Promise<PlatformAnswer>): Promise<PlatformAnswer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof SendError && error.code === "unknown-outcome" ? new SendError("network", { platformCode: error.platformCode }) : error;
  }
}

/** Nothing has left when there is no token. A provider that knows more throws its own `SendError`. */
async function tokenFrom(source: () => Promise<string>): Promise<string> {
  try {
    return await source();
  } catch (error) {
    throw error instanceof SendError ? error : new SendError("network", { platformCode: "no-access-token" });
  }
}
