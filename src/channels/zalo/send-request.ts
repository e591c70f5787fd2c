import { SendError } from "../../core/send-error.ts";
import { systemCode, type PlatformAnswer } from "../post-json.ts";

/** Whatever is no JSON POST: questions, forms and uploads. */
export type ZaloRequest = { url: string; method: "GET" | "POST"; headers?: Record<string, string>; body?: string | FormData; timeoutMs: number; signal?: AbortSignal };

/** Errors before the first byte of the request could leave. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*)$/;

/**
 * One request. Throws `SendError` "network" when it certainly did not leave, "unknown-outcome" when it may have been carried out. Redirects are
 * not followed: they would carry the token to another host.
 */
export async function sendRequest({ url, method, headers, body, timeoutMs, signal }: ZaloRequest): Promise<PlatformAnswer> {
  if (signal?.aborted) throw new SendError("network", { platformCode: "aborted" });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: jsonFrom(await response.text()) };
  } catch (error) {
    const cause = (error as { cause?: unknown } | undefined)?.cause;
    const platformCode = systemCode(cause ?? error);
    throw new SendError(neverSent.test(platformCode) ? "network" : "unknown-outcome", { platformCode });
  }
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
