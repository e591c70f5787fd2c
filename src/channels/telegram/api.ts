import { Telegram, TelegramError } from "telegraf";
import { SendError } from "../../core/send-error.ts";
import { postJson, systemCode, wasNotTaken, type PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { telegramSendError, type TelegramRefusal } from "./error-meaning.ts";
import { telegramPolicy } from "./policy.ts";

export type TelegramApiOptions = { token: string; apiUrl: string; timeoutMs?: number };
export type TelegramAnswer = { result: unknown } | { refusal: TelegramRefusal };
/** One call of the Bot API. Resolves to the platform's answer, also a refusal; throws `SendError` when none came. */
export type TelegramApi = (method: string, body: Record<string, unknown>, options?: { signal?: AbortSignal; timeoutMs?: number }) => Promise<TelegramAnswer>;

/**
 * Calls the Bot API: plain calls as all channels do, for only then it is known whether a call that failed can have left; files through telegraf's
 * form. `webhookReply` off: otherwise answers to callback queries would travel in webhook responses and lose their errors (§2.5). telegraf's errors
 * carry the message's text and are therefore never passed on as a cause.
 */
export function createTelegramApi(settings: TelegramApiOptions): TelegramApi {
  const root = settings.apiUrl.replace(/\/+$/, "");
  const telegram = new Telegram(settings.token, { apiRoot: `${root}/`, webhookReply: false });
  return async (method, body, { signal, timeoutMs = settings.timeoutMs ?? telegramPolicy.sendTimeoutMs } = {}) => {
    if (signal?.aborted) throw new SendError("network", { platformCode: "aborted" });
    try {
      if (!holdsFile(body)) return answerOf(await postJson(`${root}/bot${settings.token}/${method}`, { body, timeoutMs, ...(signal ? { signal } : {}) }));
      const timeout = AbortSignal.timeout(timeoutMs);
      const result = await telegram.callApi(method as "sendMessage", body as Parameters<typeof telegram.callApi<"sendMessage">>[1], {
        signal: (signal ? AbortSignal.any([signal, timeout]) : timeout) as never, // node-fetch's own AbortSignal type lacks newer members
      });
      return { result };
    } catch (error) {
      if (error instanceof TelegramError) return { refusal: error.response };
      // Answering a callback query twice does no harm, so an unknown outcome of that is simply tried again.
      if (method === "answerCallbackQuery") throw new SendError("network", { platformCode: error instanceof SendError ? error.platformCode ?? "unknown" : systemCode(error) });
      throw error instanceof SendError ? error : transportError(error);
    }
  };
}

function holdsFile(body: Record<string, unknown>): boolean {
  return Object.values(body).some((value) => value !== null && typeof value === "object" && "source" in value);
}

/** Without the Bot API's envelope it was something between us and it that answered: a redirect or refusal turned the call away, else nobody knows. */
function answerOf({ status, body }: PlatformAnswer): TelegramAnswer {
  if (at(body, "ok") === true) return { result: at(body, "result") };
  if (at(body, "ok") === false && typeof at(body, "error_code") === "number") return { refusal: body as TelegramRefusal };
  throw new SendError((status >= 300 && status < 500) || wasNotTaken(status) ? "network" : "unknown-outcome", { platformCode: `http-${status}` });
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

function transportError(error: unknown): SendError {
  const platformCode = systemCode(error);
  return new SendError(neverSent.test(platformCode) ? "network" : "unknown-outcome", { platformCode });
}
