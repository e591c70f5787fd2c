import { Telegram, TelegramError } from "telegraf";
import { SendError } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";
import { systemCode } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { telegramPolicy } from "./policy.ts";

export type TelegramClientOptions = { token: string; apiUrl: string; timeoutMs?: number };

/**
 * Calls the Bot API through telegraf's client. `webhookReply` off: otherwise answers to callback queries would travel in webhook responses
 * and lose their errors (§2.5). telegraf's errors carry the message's text and are therefore never passed on as a cause.
 */
export function createTelegramClient(options: TelegramClientOptions) {
  const telegram = new Telegram(options.token, { apiRoot: `${options.apiUrl.replace(/\/+$/, "")}/`, webhookReply: false });
  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    if (signal?.aborted) throw new SendError("network", { platformCode: "aborted" });
    const timeout = AbortSignal.timeout(options.timeoutMs ?? telegramPolicy.sendTimeoutMs);
    try {
      const result = await telegram.callApi(call.method as "sendMessage", call.body as Parameters<typeof telegram.callApi<"sendMessage">>[1], {
        signal: (signal ? AbortSignal.any([signal, timeout]) : timeout) as never, // node-fetch's own AbortSignal type lacks newer members
      });
      const id = at(result, "message_id");
      return { messageId: typeof id === "number" ? String(id) : undefined };
    } catch (error) {
      return outcomeOf(call.method, error);
    }
  };
}

function outcomeOf(method: string, error: unknown): SendReceipt {
  if (!(error instanceof TelegramError)) throw repeatable(method, transportError(error));
  const meaning = telegramSendError(method, error.response);
  if (meaning) throw repeatable(method, meaning);
  return {};
}

/** Errors of node-fetch before the first byte of the request could leave. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

function transportError(error: unknown): SendError {
  const platformCode = systemCode(error);
  return new SendError(neverSent.test(platformCode) ? "network" : "unknown-outcome", { platformCode });
}

/** Answering a callback query twice does no harm, so an unknown outcome is simply tried again. */
function repeatable(method: string, error: SendError): SendError {
  if (method !== "answerCallbackQuery" || error.code !== "unknown-outcome") return error;
  return new SendError("network", { platformCode: error.platformCode });
}

/** 400s that say what is wrong only in words; words may change, so everything else decides by `error_code` (§2.3). */
const unreachable = /chat not found|user is deactivated|PEER_ID_INVALID|group chat was upgraded/i;
const alreadyDone = /message is not modified|query is too old|query ID is invalid/i;

/** What an error answer means; undefined when there is nothing left to do: a callback query that is too old spins no more. */
export function telegramSendError(method: string, response: { error_code: number; description?: string; parameters?: { retry_after?: number } }): SendError | undefined {
  const { error_code: code, description = "", parameters } = response;
  const platformCode = String(code);
  if (code === 429) return new SendError("throttled", { platformCode, retryAfterMs: (parameters?.retry_after ?? 1) * 1000 });
  if (code === 403) return new SendError("blocked", { platformCode });
  if (code === 401 || code === 404 || code === 409) return new SendError("token", { platformCode });
  if (code >= 500) return new SendError("unknown-outcome", { platformCode });
  if (alreadyDone.test(description) || (code === 400 && method === "answerCallbackQuery")) return undefined;
  return new SendError(unreachable.test(description) ? "blocked" : "bad-content", { platformCode });
}
