import type { OutboundChoice } from "../../core/outbound-message.ts";
import { SendError } from "../../core/send-error.ts";
import type { PlatformCall, SendReceipt } from "../contract.ts";

/** A picture or document in a bubble; `url` is a path of ours or an address elsewhere. */
export type WebchatMedia = { kind: "image" | "file"; url: string; name: string };

/** One bubble on the visitor's page. */
export type WebchatEntry = { id: string; text: string; choices: OutboundChoice[]; media?: WebchatMedia };

/** Where the page reads from. Appending the same entry id twice keeps one entry; rejects when the entry was not kept. */
export type WebchatMailbox = { append(visitor: string, entry: WebchatEntry, signal?: AbortSignal): Promise<void> };

/** "Sends" into the mailbox. Because appending is idempotent, a failure is always safe to repeat. */
export function createWebchatClient(mailbox: WebchatMailbox) {
  return async function send(call: PlatformCall, signal?: AbortSignal): Promise<SendReceipt> {
    const { visitor, ...entry } = call.body as { visitor: string } & WebchatEntry;
    try {
      await mailbox.append(visitor, entry, signal);
      return { messageId: entry.id };
    } catch (error) {
      throw error instanceof SendError ? error : new SendError("network", { platformCode: "mailbox", cause: error });
    }
  };
}
