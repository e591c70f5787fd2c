import type { PlatformCall, SendReceipt } from "../contract.ts";
import { at } from "../untrusted.ts";
import { createGraph, type Graph, type GraphOptions } from "./graph.ts";

export { messengerSendError } from "./answer-error.ts";

export type MessengerClientOptions = GraphOptions & { pageId: string };

/** Sends messages in the page's name. */
export function createMessengerClient(options: MessengerClientOptions, graph: Graph = createGraph(options)) {
  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    const { body, limit } = await graph.post(`${options.pageId}/${call.method}`, call.body, signal);
    const messageId = at(body, "message_id");
    return { ...(typeof messageId === "string" && messageId !== "" ? { messageId } : {}), ...(limit ? { limit } : {}) };
  };
}
