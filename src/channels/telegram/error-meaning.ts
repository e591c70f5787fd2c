import { SendError } from "../../core/send-error.ts";
import { wasNotTaken } from "../post-json.ts";

/** An answer with `ok: false`. Only the code and the parameters are structured; descriptions may change (§2.3). */
export type TelegramRefusal = { error_code: number; description?: string; parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown } };

/** 400s that say what is wrong only in words; everything else decides by `error_code`. */
const unreachable = /chat not found|user is deactivated|PEER_ID_INVALID|group chat was upgraded/i;
const alreadyDone = /message is not modified|query is too old|query ID is invalid/i;

/**
 * What a refusal means; undefined when there is nothing left to do. An answer to a callback query only stops a button from spinning: a stale query
 * spins no more, and where Telegram asks for patience (429) the button may spin out rather than the whole bot wait for it.
 */
export function telegramSendError(method: string, { error_code: code, description = "", parameters }: TelegramRefusal): SendError | undefined {
  const platformCode = String(code);
  const acknowledging = method === "answerCallbackQuery";
  if (code === 429) return acknowledging ? undefined : new SendError("throttled", { platformCode, retryAfterMs: waitMs(parameters?.retry_after) });
  if (code === 403) return new SendError("blocked", { platformCode });
  if (code === 401 || code === 404 || code === 409) return new SendError("token", { platformCode });
  if (code >= 500) return new SendError(acknowledging || wasNotTaken(code) ? "network" : "unknown-outcome", { platformCode });
  if (alreadyDone.test(description) || (code === 400 && acknowledging)) return undefined;
  return new SendError(unreachable.test(description) ? "blocked" : "bad-content", { platformCode });
}

/** Exactly the seconds asked for, also as text or with a fraction; a second when there is no number in it. */
function waitMs(retryAfter: unknown): number {
  const seconds = typeof retryAfter === "string" && retryAfter.trim() !== "" ? Number(retryAfter) : retryAfter;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : 1000;
}

/** The markup of a text was refused: the same text may still go without it. */
export function cannotParse({ error_code: code, description = "" }: TelegramRefusal): boolean {
  return code === 400 && /can't parse entities/i.test(description);
}

/** Where the chat went: a group that became a supergroup goes on under another id. */
export function movedTo({ parameters }: TelegramRefusal): number | undefined {
  const id = parameters?.migrate_to_chat_id;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : undefined;
}
