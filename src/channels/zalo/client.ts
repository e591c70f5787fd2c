import { SendError, type SendErrorCode } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";
import { postJson, type PlatformAnswer } from "../post-json.ts";
import { at, platformId } from "../untrusted.ts";
import { zaloPolicy } from "./policy.ts";
import { withoutButtons } from "./render.ts";

export type ZaloClientOptions = {
  apiUrl: string;
  /** The OA's current access token; it lives 25 h, so it is asked for before every call. */
  accessToken: () => Promise<string>;
  timeoutMs?: number;
};

/**
 * Meaning of the OA API's codes (§1.6) on openapi.zalo.me; other Zalo hosts give the same numbers other meanings.
 * "throttled", "quota" and "token" stop the whole account for a while, so they stand only for what concerns the whole account.
 */
const codes: Record<SendErrorCode, readonly number[]> = {
  "throttled": [-32], // calls a minute of the app or OA
  // Not to this person now: no interaction in 7 days; night; the person's receive quota; the free 48 h are over and no billing account or money is there
  "window-closed": [-230, -232, -305, -234, -218, -311, -320, -321],
  "quota": [-211],
  "blocked": [-213, -217, -222, -227, -244],
  "bad-content": [-100, -201, -210, -233, -237, -238, -240, -241, -248, -249, -403],
  "token": [-202, -204, -205, -209, -212, -216, -219, -220, -221, -223, -224, -235, -242], // account, app or package: a human must act
  "network": [-200, -214], // "send failed", still processing: certainly not delivered, worth a few more tries
  "unknown-outcome": [],
};

/** Calls the OA API. The token goes bare into the header `access_token`; failures come with HTTP 200 and `error` other than 0 (§1.1). */
export function createZaloClient(options: ZaloClientOptions) {
  async function post(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    const answer = await postJson(`${options.apiUrl}/${call.method}`, {
      headers: { access_token: await tokenFrom(options.accessToken) },
      body: call.body,
      timeoutMs: options.timeoutMs ?? zaloPolicy.sendTimeoutMs,
      signal,
    });
    const error = zaloSendError(answer);
    if (error) throw error;
    return { messageId: platformId(at(answer.body, "data", "message_id")) };
  }

  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    try {
      return await post(call, signal);
    } catch (error) {
      const plain = buttonsRefused(error) ? withoutButtons(call) : undefined;
      if (!plain) throw error;
      let receipt: SendReceipt = {};
      for (const part of plain) receipt = await post(part, signal);
      return receipt;
    }
  };
}

/** What an answer means, or undefined when the message was taken. */
export function zaloSendError(answer: Pick<PlatformAnswer, "status" | "body">, random: () => number = Math.random): SendError | undefined {
  const code = Number(at(answer.body, "error"));
  if (answer.status < 300 && code === 0) return undefined;
  if (Number.isInteger(code) && code !== 0) return errorOf(code, random);
  if (answer.status === 429) return new SendError("throttled", { platformCode: "http-429", retryAfterMs: backOff(random) });
  // No 5xx is documented and no success without an envelope: the message may have gone out.
  const sure = answer.status >= 300 && answer.status < 500;
  return new SendError(sure ? "bad-content" : "unknown-outcome", { platformCode: `http-${answer.status}` });
}

function errorOf(code: number, random: () => number): SendError {
  const found = (Object.keys(codes) as SendErrorCode[]).find((name) => codes[name].includes(code)) ?? "bad-content";
  return new SendError(found, { platformCode: String(code), ...(found === "throttled" ? { retryAfterMs: backOff(random) } : {}) });
}

/** -32 counts calls per minute and does not say until when: a quarter to three quarters of one, spread so that processes do not return together. */
function backOff(random: () => number): number {
  return 15_000 + Math.floor(random() * 30_000);
}

/** Nothing has left when there is no token. A provider that knows more throws its own `SendError`. */
async function tokenFrom(accessToken: () => Promise<string>): Promise<string> {
  try {
    return await accessToken();
  } catch (error) {
    throw error instanceof SendError ? error : new SendError("network", { platformCode: "no-access-token" });
  }
}

/** -224: the package has no buttons; -233: this message type is not supported. The message was certainly not delivered. */
function buttonsRefused(error: unknown): boolean {
  return error instanceof SendError && (error.platformCode === "-224" || error.platformCode === "-233");
}
