import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMedia, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { messageMark, type MarkKey } from "./mark.ts";
import { messengerPolicy, staffWindowMs } from "./policy.ts";

export type RenderOptions = MarkKey & {
  /** Meta granted the page the Human Agent feature. */
  humanAgent?: boolean;
  now?: () => number;
};

/** The picture or file, then text parts with quick replies under the last (§1.6). */
export function renderMessenger(message: OutboundMessage, options: RenderOptions): PlatformCall[] {
  const { media } = message;
  const shown = media && isPublic(media);
  const text = media && !shown ? [linkLine(media), message.text].filter(Boolean).join("\n\n") : message.text;
  const { parts, buttons } = layOut({ ...message, text }, messengerPolicy);
  const contents = [
    ...(shown ? [{ attachment: { type: media.kind, payload: { url: media.url, is_reusable: true } } }] : []),
    ...parts.map((part, index) => ({ text: part, ...quickReplies(index === parts.length - 1 ? buttons : []) })),
  ];
  return contents.map((content) => call(message, content, options));
}

/** `quick_replies`, or nothing where there are none: an empty list is refused. */
export function quickReplies(choices: readonly OutboundChoice[]): Record<string, unknown> {
  if (choices.length === 0) return {};
  return { quick_replies: choices.map((choice) => ({ content_type: "text", title: choice.label, payload: choice.payload })) };
}

function call(message: OutboundMessage, content: Record<string, unknown>, options: RenderOptions): PlatformCall {
  return {
    method: "messages",
    body: {
      recipient: { id: contactParts(message.to).person },
      ...typeOf(message, options),
      message: { ...content, metadata: messageMark(message.id, options) },
    },
  };
}

/**
 * HUMAN_AGENT is the only tag there will ever be: for a person's own words, after the 24 h, within the 7 days, where Meta granted the feature.
 * The automatic ones died on 2026-04-27 and a message that carries one fails even inside the window (§1.7).
 */
function typeOf(message: OutboundMessage, { humanAgent, now = Date.now }: RenderOptions): Record<string, string> {
  const late = message.windowEnds === undefined ? 0 : now() - message.windowEnds;
  const staffOnly = message.author === "staff" && late > 0 && late <= staffWindowMs - messengerPolicy.windowMs!;
  if (humanAgent && staffOnly) return { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
  return { messaging_type: message.urgency === "bulk" ? "UPDATE" : "RESPONSE" };
}

/** Meta fetches the file itself. */
function isPublic({ url }: OutboundMedia): boolean {
  return url.startsWith("https://");
}

function linkLine({ name, url }: OutboundMedia): string {
  return name ? `${name}\n${url}` : url;
}
