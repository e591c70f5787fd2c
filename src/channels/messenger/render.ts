import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { messengerPolicy } from "./policy.ts";

/** Text parts with quick replies under the last (§1.6). */
export function renderMessenger(message: OutboundMessage): PlatformCall[] {
  const { parts, buttons } = layOut(message, messengerPolicy);
  return parts.map((part, index) => call(message, part, index, index === parts.length - 1 ? buttons : []));
}

/**
 * `metadata` comes back in the echo and tells after a timeout whether the message went out: the message's id, for later parts with `#2`, `#3`.
 * Never a message tag: the automatic ones died on 2026-04-27 and a message that carries one fails even inside the window (§1.7).
 */
function call(message: OutboundMessage, text: string, index: number, choices: readonly OutboundChoice[]): PlatformCall {
  const quickReplies = choices.map((choice) => ({ content_type: "text", title: choice.label, payload: choice.payload }));
  return {
    method: "messages",
    body: {
      recipient: { id: contactParts(message.to).person },
      messaging_type: message.urgency === "bulk" ? "UPDATE" : "RESPONSE",
      message: { text, metadata: messageMetadata(message.id, index), ...(quickReplies.length > 0 ? { quick_replies: quickReplies } : {}) },
    },
  };
}

/** Meta takes fewer than 1000 characters of metadata; our ids are far shorter. */
function messageMetadata(id: string, index: number): string {
  return `${id.slice(0, 900)}${index === 0 ? "" : `#${index + 1}`}`;
}
