import type { Channel, Polled } from "../contract.ts";
import { at, list } from "../untrusted.ts";
import { resultOf, type TelegramApi } from "./api.ts";
import { allowedUpdates, pollSeconds, pollUpdates } from "./policy.ts";

/** The answer may come this much later than the wait it was asked for. */
const marginMs = 10_000;

/**
 * Long polling. Asking with an offset confirms everything below it, for ever; asking without gives the oldest that are not confirmed. So the offset
 * is sent exactly once, after its updates are safe, and not remembered: after a quiet week update ids start anew at random (§2.1), and an old
 * offset above them would confirm updates nobody has seen. `getUpdates` fails with 409 while a webhook is set, so that is taken away at first and
 * after each refusal.
 */
export function createTelegramPoll(api: TelegramApi): NonNullable<Channel["poll"]> {
  let webhookGone = false;
  async function ask(cursor: string | undefined, signal: AbortSignal): Promise<unknown> {
    if (!webhookGone) resultOf("deleteWebhook", await api("deleteWebhook", { drop_pending_updates: false }, { signal }));
    webhookGone = true;
    const offset = cursor === undefined ? {} : { offset: Number(cursor) };
    const body = { ...offset, limit: pollUpdates, timeout: pollSeconds, allowed_updates: allowedUpdates };
    return resultOf("getUpdates", await api("getUpdates", body, { signal, timeoutMs: pollSeconds * 1000 + marginMs }));
  }
  return async (cursor, signal): Promise<Polled> => {
    try {
      const bodies = list(await ask(cursor, signal));
      const last = Math.max(...bodies.map((update) => Number(at(update, "update_id"))).filter(Number.isSafeInteger));
      return { bodies, ...(Number.isFinite(last) ? { next: String(last + 1) } : {}) };
    } catch (error) {
      if (!signal.aborted) webhookGone = false;
      throw error;
    }
  };
}
