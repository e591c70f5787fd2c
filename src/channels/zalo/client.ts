import { SendError } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";
import { at, platformId } from "../untrusted.ts";
import { remedyOf } from "./answer-error.ts";
import { createZaloCaller, type ZaloCaller, type ZaloTokenSource } from "./caller.ts";
import { plainer, type ZaloCall } from "./render.ts";
import { createZaloUploads, type ZaloAttachment, type ZaloUploads } from "./upload.ts";

export type ZaloClientOptions = ZaloTokenSource & { apiUrl: string; timeoutMs?: number };

/** Local reasons why Zalo cannot have a file: the message then carries its link. */
const fileFaults = new Set(["unreadable", "too-large", "not-a-gif"]);

/** Sends messages of the OA, with their uploads; what can be put right by itself is, once. */
export function createZaloClient(options: ZaloClientOptions, call: ZaloCaller = callerOf(options), uploads: ZaloUploads = createZaloUploads(call)) {
  async function post(message: ZaloCall, signal?: AbortSignal): Promise<SendReceipt> {
    const body = message.upload ? withAttachment(message, await uploads.attachment(message.upload, signal)) : message.body;
    const { data, limit } = await call({ path: message.method, body, signal });
    return { messageId: platformId(at(data, "message_id")), ...(limit ? { limit } : {}) };
  }

  async function postWithFreshUpload(message: ZaloCall, signal?: AbortSignal): Promise<SendReceipt> {
    try {
      return await post(message, signal);
    } catch (error) {
      if (!message.upload || remedyOf(error, "oa") !== "upload-again") throw error;
      uploads.forget(message.upload);
      return post(message, signal);
    }
  }

  return async function send(message: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    try {
      return await postWithFreshUpload(message, signal);
    } catch (error) {
      const plain = needsPlainText(error) ? plainer(message) : undefined;
      if (!plain || plain.length === 0) throw error;
      let receipt: SendReceipt = {};
      for (const part of plain) receipt = await post(part, signal);
      return receipt;
    }
  };
}

function callerOf(options: ZaloClientOptions): ZaloCaller {
  return createZaloCaller({ ...options, url: options.apiUrl, host: "oa" });
}

/** The message was certainly not delivered: Zalo refused its form, or the file could not even be handed in. */
function needsPlainText(error: unknown): boolean {
  return remedyOf(error, "oa") === "plain-text" || (error instanceof SendError && fileFaults.has(error.platformCode ?? ""));
}

/** The documented body with the uploaded file in its place (§1.3). */
function withAttachment(message: ZaloCall, { id, ...size }: ZaloAttachment): Record<string, unknown> {
  const body = structuredClone(message.body) as { message: { attachment: { payload: Record<string, unknown> & { elements?: Record<string, unknown>[] } } } };
  const { payload } = body.message.attachment;
  if (message.upload!.kind === "file") payload["token"] = id;
  else Object.assign(payload.elements![0]!, { attachment_id: id, ...size });
  return body;
}
