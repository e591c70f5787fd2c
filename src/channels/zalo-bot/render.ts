import { contactParts } from "../../core/contact-id.ts";
import type { OutboundMedia, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { maxCaptionCharacters, zaloBotPolicy } from "./policy.ts";

/**
 * The picture, then text parts; there are no buttons, so choices are a numbered list in the text (`layOut`). A text that fits stands under the
 * picture. Pictures go by public address only and files not at all: their link stands above the text instead.
 */
export function renderZaloBot(message: OutboundMessage): PlatformCall[] {
  const chat = contactParts(message.to).person;
  const photo = message.media && photoOf(message.media);
  const linked = message.media && !photo ? [linkLine(message.media), message.text].filter(Boolean).join("\n\n") : message.text;
  const { parts } = layOut({ ...message, text: linked }, zaloBotPolicy);
  const caption = photo && parts.length === 1 && parts[0]!.length <= maxCaptionCharacters ? { caption: parts.shift()! } : {};
  const texts = parts.map((text): PlatformCall => ({ method: "sendMessage", body: { chat_id: chat, text } }));
  return photo ? [{ method: "sendPhoto", body: { chat_id: chat, photo, ...caption } }, ...texts] : texts;
}

function photoOf({ kind, url }: OutboundMedia): string | undefined {
  return kind === "image" && url.startsWith("https://") ? url : undefined;
}

function linkLine({ name, url }: OutboundMedia): string {
  return name ? `${name}\n${url}` : url;
}
