import type { OutboundChoice } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { messageMark, type MarkKey } from "./mark.ts";
import { messengerPolicy } from "./policy.ts";
import { quickReplies } from "./render.ts";

/** `id` is our message's id. The text must fit one message: a comment gets one and no more. */
export type PrivateReply = { id: string; commentId: string; text: string; choices?: OutboundChoice[] };

/**
 * The one private message a comment allows (§1.10); Meta adds a link to the comment. It opens no window: only what the person answers does.
 * Throws `RangeError` when there is nothing to say or it does not fit one message.
 */
export function renderPrivateReply({ id, commentId, text, choices = [] }: PrivateReply, key: MarkKey): PlatformCall {
  const { parts, buttons } = layOut({ id, to: "", text, choices, urgency: "reply" }, messengerPolicy);
  if (parts.length !== 1) throw new RangeError(`a private reply must be one message, this is ${parts.length}`);
  return { method: "messages", body: { recipient: { comment_id: commentId }, message: { text: parts[0], ...quickReplies(buttons), metadata: messageMark(id, key) } } };
}
