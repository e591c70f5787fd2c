import { createHmac } from "node:crypto";
import { SendError, type SendErrorCode } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";
import { postJson, type PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { graphUrl, messengerPolicy } from "./policy.ts";

export type MessengerClientOptions = {
  apiUrl: string;
  pageId: string;
  accessToken: string;
  appSecret: string;
  timeoutMs?: number;
  now?: () => number;
};

type Meaning = { code: SendErrorCode; retryable?: boolean; retryAfterMs?: number };

const minute = 60_000;
const throttled: Meaning = { code: "throttled", retryAfterMs: minute };
const token: Meaning = { code: "token" };
const blocked: Meaning = { code: "blocked" };
const closed: Meaning = { code: "window-closed" };
const temporary: Meaning = { code: "network" };
const refused: Meaning = { code: "bad-content" };

/**
 * Meaning of `code/subcode`, `code` or `/subcode` (§1.8), most exact first. `token` stands for everything a human has to put right before
 * the page may send again: credentials, permissions, Meta's restriction of the page (10/1893063). "throttled" and "token" stop the whole page
 * for a while, so what concerns one thread or person is never among them.
 */
const meanings = new Map<string, Meaning>([
  ["10/2018278", closed], ["10/2018065", closed], ["10/2534022", closed], ["10/2018108", blocked], ["10/1893063", token], ["10", token],
  ["200/1545041", blocked], ["551", blocked], ["200", token], ["190", token],
  ["100/2018001", blocked], ["100/2018008", { code: "bad-content", retryable: true }], ["100", refused],
  ["613/2018338", blocked], ["613", throttled], ["4", throttled], ["17", throttled], ["32", throttled],
  ["1", temporary], ["2", temporary], ["1200", temporary],
  ["/2018300", temporary], // another app has the thread
  ["/2018321", temporary], // Meta's own questions and answers have it
]);

/** Calls the Graph API as the page. Every call carries the time-stamped `appsecret_proof`, valid for 5 minutes (§1.1). */
export function createMessengerClient(options: MessengerClientOptions) {
  const base = `${graphUrl(options.apiUrl)}/${options.pageId}`;
  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    const seconds = Math.floor((options.now ?? Date.now)() / 1000);
    const query = new URLSearchParams({
      access_token: options.accessToken,
      appsecret_proof: appSecretProof(options.accessToken, options.appSecret, seconds),
      appsecret_time: String(seconds),
    });
    const answer = await postJson(`${base}/${call.method}?${query}`, { body: call.body, timeoutMs: options.timeoutMs ?? messengerPolicy.sendTimeoutMs, signal });
    const error = messengerSendError(answer);
    if (error) throw error;
    const messageId = at(answer.body, "message_id");
    return { messageId: typeof messageId === "string" ? messageId : undefined };
  };
}

/** HMAC over `token|seconds` with the app secret. */
export function appSecretProof(accessToken: string, appSecret: string, seconds: number): string {
  return createHmac("sha256", appSecret).update(`${accessToken}|${seconds}`).digest("hex");
}

/** What an answer means, or undefined when the message was taken. Meta's HTTP statuses say little: code and subcode decide. */
export function messengerSendError(answer: Pick<PlatformAnswer, "status" | "body">): SendError | undefined {
  const code = at(answer.body, "error", "code");
  if (code === undefined && answer.status < 300) return answer.body === undefined ? statusError(answer.status) : undefined;
  if (code === undefined) return statusError(answer.status);
  const subcode = at(answer.body, "error", "error_subcode");
  const meaning = meanings.get(`${code}/${subcode}`) ?? meanings.get(`/${subcode}`) ?? meanings.get(`${code}`) ?? range(Number(code));
  return new SendError(meaning.code, { ...meaning, platformCode: subcode === undefined ? `${code}` : `${code}/${subcode}` });
}

/** 80001–80014 are the business use case limits; which of them is Messenger's is not documented for certain. */
function range(code: number): Meaning {
  return code >= 80_001 && code <= 80_014 ? throttled : refused;
}

function statusError(status: number): SendError {
  const platformCode = `http-${status}`;
  if (status === 429) return new SendError("throttled", { platformCode, retryAfterMs: minute });
  if (status === 401) return new SendError("token", { platformCode });
  return new SendError(status >= 300 && status < 500 ? "bad-content" : "unknown-outcome", { platformCode });
}
