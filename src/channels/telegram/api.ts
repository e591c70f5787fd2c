import { Telegram, TelegramError } from "telegraf";
import { SendError } from "../../core/send-error.ts";
import { systemCode } from "../post-json.ts";
import { telegramSendError, type TelegramRefusal } from "./error-meaning.ts";
import { telegramPolicy } from "./policy.ts";

export type TelegramApiOptions = { token: string; apiUrl: string; timeoutMs?: number };
export type TelegramAnswer = { result: unknown } | { refusal: TelegramRefusal };
/** One call of the Bot API. Resolves to the platform's answer, also a refusal; throws `SendError` when none came. */
export type TelegramApi = (method: string, body: Record<string, unknown>, options?: { signal?: AbortSignal; timeoutMs?: number }) => Promise<TelegramAnswer>;

/**
 * Calls the Bot API through telegraf's client. `webhookReply` off: otherwise answers to callback queries would travel in webhook responses
 * and lose their errors (§2.5). telegraf's errors carry the message's text and are therefore never passed on as a cause.
 */
export function createTelegramApi(settings: TelegramApiOptions): TelegramApi {
  const telegram = new Telegram(settings.token, { apiRoot: `${settings.apiUrl.replace(/\/+$/, "")}/`, webhookReply: false });
  return async (method, body, { signal, timeoutMs } = {}) => {
    if (signal?.aborted) throw new SendError("network", { platformCode: "aborted" });
    const timeout = AbortSignal.timeout(timeoutMs ?? settings.timeoutMs ?? telegramPolicy.sendTimeoutMs);
    try {
      const result = await telegram.callApi(method as "sendMessage", body as Parameters<typeof telegram.callApi<"sendMessage">>[1], {
        signal: (signal ? AbortSignal.any([signal, timeout]) : timeout) as never, // node-fetch's own AbortSignal type lacks newer members
      });
      return { result };
    } catch (error) {
      if (error instanceof TelegramError) return { refusal: error.response };
      throw transportError(method, error);
    }
  };
}

/** The result, or undefined where a refusal means that nothing is left to do. Throws what any other refusal means. */
export function resultOf(method: string, answer: TelegramAnswer): unknown {
  if ("result" in answer) return answer.result;
  const error = telegramSendError(method, answer.refusal);
  if (error) throw error;
  return undefined;
}

/** Errors of node-fetch before the first byte of the request could leave. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/** Answering a callback query twice does no harm, so an unknown outcome of that is simply tried again. */
function transportError(method: string, error: unknown): SendError {
  const platformCode = systemCode(error);
  return new SendError(neverSent.test(platformCode) || method === "answerCallbackQuery" ? "network" : "unknown-outcome", { platformCode });
}
