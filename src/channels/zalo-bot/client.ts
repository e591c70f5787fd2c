import { SendError } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";
import { postJson, wasNotTaken, type PlatformAnswer } from "../post-json.ts";
import { at, platformId } from "../untrusted.ts";
import { zaloBotPolicy } from "./policy.ts";

export type ZaloBotClientOptions = { token: string; apiUrl: string; timeoutMs?: number };
/** One call of the Bot Platform; resolves to its `result`. Throws `SendError` and nothing else. */
export type ZaloBotApi = (method: string, body: Record<string, unknown>, options?: { signal?: AbortSignal; timeoutMs?: number }) => Promise<unknown>;

/** The token is part of the address; `postJson` lets no address into an error. */
export function createZaloBotApi(settings: ZaloBotClientOptions): ZaloBotApi {
  const base = `${settings.apiUrl.replace(/\/+$/, "")}/bot${settings.token}`;
  return async (method, body, { signal, timeoutMs } = {}) => {
    const answer = await postJson(`${base}/${method}`, { body, timeoutMs: timeoutMs ?? settings.timeoutMs ?? zaloBotPolicy.sendTimeoutMs, signal });
    const error = zaloBotError(answer);
    if (error) throw error;
    return at(answer.body, "result");
  };
}

/** Sends what `renderZaloBot` made. */
export function createZaloBotClient(options: ZaloBotClientOptions, api: ZaloBotApi = createZaloBotApi(options)) {
  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    const id = platformId(at(await api(call.method, call.body, { signal }), "message_id"));
    return id === undefined ? {} : { messageId: id };
  };
}

/** What an answer means, or undefined when the call was carried out. 2xx alone is no success: `ok` and `error_code` decide (§5). */
export function zaloBotError(answer: PlatformAnswer, random: () => number = Math.random): SendError | undefined {
  if (answer.status < 300 && at(answer.body, "ok") === true) return undefined;
  const code = codeOf(answer);
  const platformCode = String(code);
  // Without the platform's envelope it was something between us and it that turned the call away.
  if (at(answer.body, "ok") === undefined && at(answer.body, "error_code") === undefined && code >= 300 && code < 500 && ![401, 403, 404, 408, 429].includes(code)) return new SendError("network", { platformCode: `http-${code}` });
  if (code === 401 || code === 404 || code === 409) return new SendError("token", { platformCode });
  if (code === 403) return new SendError("blocked", { platformCode });
  if (code === 429) return new SendError("throttled", { platformCode, retryAfterMs: waitMs(answer) ?? 5000 + Math.floor(random() * 10_000) });
  // 408 is how polling says that nothing came; anywhere else it may have been too late for the answer only. Unclear successes count alike.
  if (wasNotTaken(code)) return new SendError("network", { platformCode });
  if (code === 408 || code >= 500 || code < 400) return new SendError("unknown-outcome", { platformCode });
  return new SendError("bad-content", { platformCode });
}

function codeOf({ status, body }: PlatformAnswer): number {
  const code = Number(at(body, "error_code") ?? Number.NaN);
  return Number.isInteger(code) && code > 0 ? code : status;
}

/** Not documented; the two usual places. Without either the pause is spread, so that processes do not return together. */
function waitMs({ headers, body }: PlatformAnswer): number | undefined {
  const seconds = Number(at(body, "parameters", "retry_after") ?? headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : undefined;
}
