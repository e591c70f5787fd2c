import { createHmac } from "node:crypto";
import { SendError } from "../../core/send-error.ts";
import type { SendReceipt } from "../contract.ts";
import { postJson, systemCode, type PlatformAnswer } from "../post-json.ts";
import { messengerSendError } from "./answer-error.ts";
import { graphUrl, messengerPolicy } from "./policy.ts";
import { messengerLimit } from "./usage.ts";

export type GraphOptions = {
  apiUrl: string;
  accessToken: string;
  appSecret: string;
  timeoutMs?: number;
  now?: () => number;
};

export type GraphReply = { body: unknown; limit?: SendReceipt["limit"] };

/** Paths begin with a node's id, without slash and version. Both throw `SendError` and nothing else. */
export type Graph = {
  /** Asking twice shows nobody anything twice, so no outcome is unknown here: "network" instead. */
  get(path: string, query?: Record<string, string>, signal?: AbortSignal): Promise<GraphReply>;
  post(path: string, body: unknown, signal?: AbortSignal): Promise<GraphReply>;
};

/** Calls the Graph API as the page. Every call carries the time-stamped `appsecret_proof`, valid for 5 minutes (§1.1). */
export function createGraph(options: GraphOptions): Graph {
  const base = graphUrl(options.apiUrl);
  const timeoutMs = options.timeoutMs ?? messengerPolicy.sendTimeoutMs;
  const signed = credentials(options);
  const address = (path: string, query: Record<string, string> = {}) => `${base}/${path}?${Object.keys(query).length > 0 ? `${new URLSearchParams(query)}&` : ""}${signed()}`;
  return {
    get: async (path, query, signal) => replyOf(await harmless(ask(address(path, query), timeoutMs, signal))),
    post: async (path, body, signal) => replyOf(await postJson(address(path), { body, timeoutMs, signal })),
  };
}

/** HMAC over `token|seconds` with the app secret. */
export function appSecretProof(accessToken: string, appSecret: string, seconds: number): string {
  return createHmac("sha256", appSecret).update(`${accessToken}|${seconds}`).digest("hex");
}

/** As they stand in an address; the same all second long, for a page sends many messages in one. */
function credentials({ accessToken, appSecret, now = Date.now }: GraphOptions): () => string {
  let last = { seconds: -1, query: "" };
  return () => {
    const seconds = Math.floor(now() / 1000);
    if (seconds !== last.seconds) last = { seconds, query: String(new URLSearchParams({ access_token: accessToken, appsecret_proof: appSecretProof(accessToken, appSecret, seconds), appsecret_time: String(seconds) })) };
    return last.query;
  };
}

function replyOf(answer: PlatformAnswer): GraphReply {
  const error = messengerSendError(answer);
  if (error) throw error;
  const limit = messengerLimit(answer.headers);
  return { body: answer.body, ...(limit ? { limit } : {}) };
}

/** One GET. Redirects are not followed: they would carry the token to another host. Addresses hold the token, so no cause is attached. */
async function ask(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<PlatformAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { redirect: "manual", signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), body: jsonFrom(text) };
  } catch (error) {
    throw new SendError("network", { platformCode: systemCode((error as { cause?: unknown } | undefined)?.cause ?? error) });
  }
}

async function harmless(answer: Promise<PlatformAnswer>): Promise<PlatformAnswer> {
  const given = await answer;
  // A gateway's error page in place of an answer: nothing was changed, so it is simply tried again.
  if (given.status >= 500 && messengerSendError(given)?.code === "unknown-outcome") throw new SendError("network", { platformCode: `http-${given.status}` });
  return given;
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
