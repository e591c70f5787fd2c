import { SendError } from "../../core/send-error.ts";
import type { Channel } from "../contract.ts";
import type { ZaloBotApi } from "./client.ts";
import { pollSeconds } from "./policy.ts";

/** The answer may come this much later than the wait it was asked for. */
const marginMs = 10_000;

/**
 * Long polling: one update at a time, and nothing to acknowledge it with. What was handed out is gone from the platform, so a process that dies
 * before it has written an update down loses that one message; a webhook has no such gap. `getUpdates` fails while a webhook is set, so that is
 * taken away at first and after each refusal.
 */
export function createZaloBotPoll(api: ZaloBotApi): NonNullable<Channel["poll"]> {
  let webhookGone = false;
  return async (_cursor, signal) => {
    try {
      if (!webhookGone) await api("deleteWebhook", {}, { signal });
      webhookGone = true;
      const update = await api("getUpdates", { timeout: String(pollSeconds) }, { signal, timeoutMs: pollSeconds * 1000 + marginMs });
      return { bodies: update === undefined || update === null ? [] : [update] };
    } catch (error) {
      if (error instanceof SendError && error.platformCode === "408") return { bodies: [] };
      if (!signal.aborted) webhookGone = false;
      throw error;
    }
  };
}
