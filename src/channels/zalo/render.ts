import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMedia, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut, textParts, withNumberedList } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { at, list } from "../untrusted.ts";
import { consultationPath, uploadLimits, zaloPolicy, type UploadKind } from "./policy.ts";
import { endingOf, type ZaloUpload } from "./upload.ts";

/** A call whose file has to be uploaded first: the client puts what Zalo gives for it into the attachment. */
export type ZaloCall = PlatformCall & { upload?: ZaloUpload };

/**
 * Consultation messages (§1.3): the picture or file, then text parts with buttons under the last. `oa.query.hide` sends the payload back
 * without showing it as a bubble (`show` would put "#c:7:1" into the person's mouth). A short text without buttons is the picture's caption:
 * one message instead of two, which outside the free window is also half the price.
 */
export function renderZalo(message: OutboundMessage): ZaloCall[] {
  const { person } = contactParts(message.to);
  const shown = message.media && mediaCall(person, message.media);
  const linked = message.media && !shown ? [linkLine(message.media), message.text].filter(Boolean).join("\n\n") : message.text;
  const { parts, buttons } = layOut({ ...message, text: linked }, zaloPolicy);
  if (shown && parts.length === 1 && buttons.length === 0 && takesCaption(shown)) return [captioned(shown, parts[0]!)];
  const texts = parts.map((part, index) => consultation(person, part, index === parts.length - 1 ? buttons : []));
  return shown ? [shown, ...texts] : texts;
}

function consultation(person: string, text: string, choices: readonly OutboundChoice[]): PlatformCall {
  const buttons = choices.map((choice) => ({ title: choice.label, type: "oa.query.hide", payload: choice.payload }));
  const attachment = { attachment: { type: "template", payload: { buttons } } };
  return { method: consultationPath, body: { recipient: { user_id: person }, message: { text, ...(buttons.length > 0 ? attachment : {}) } } };
}

/** A message of one attachment and nothing else. */
function attached(person: string, attachment: Record<string, unknown>): PlatformCall {
  return { method: consultationPath, body: { recipient: { user_id: person }, message: { attachment } } };
}

function element(fields: Record<string, unknown>): Record<string, unknown> {
  return { type: "template", payload: { template_type: "media", elements: [fields] } };
}

/** How Zalo can show it, or undefined when it takes no such thing: then its link stands above the text. */
function mediaCall(person: string, media: OutboundMedia): ZaloCall | undefined {
  const name = media.name ?? media.path ?? media.url;
  const kind = kindOf(media, name);
  if (kind === "image" && isPublic(media.url)) return attached(person, element({ media_type: "image", url: media.url }));
  if (!kind || !media.path) return undefined;
  const upload: ZaloUpload = { kind, path: media.path, name: fileName(name), ...(isPublic(media.url) ? { link: media.url } : {}) };
  return { ...attached(person, kind === "file" ? { type: "file", payload: {} } : element({ media_type: kind })), upload };
}

function kindOf(media: OutboundMedia, name: string): UploadKind | undefined {
  const ending = endingOf(name);
  if (media.kind === "file") return taken("file", ending) ? "file" : undefined;
  if (media.type === "image/gif" || ending === "gif") return "gif";
  const known = media.type === "image/jpeg" || media.type === "image/png" || taken("image", ending) || (!media.type && ending === "");
  return known ? "image" : undefined;
}

function taken(kind: UploadKind, ending: string): boolean {
  return (uploadLimits[kind].endings as readonly string[]).includes(ending);
}

function isPublic(url: string): boolean {
  return url.startsWith("https://");
}

function fileName(name: string): string {
  return name.split(/[\\/]/).at(-1) || name;
}

function linkLine({ name, url }: OutboundMedia): string {
  return name ? `${name}\n${url}` : url;
}

/** Files have no caption. */
function takesCaption(call: ZaloCall): boolean {
  return at(call.body, "message", "attachment", "type") === "template";
}

function captioned(call: ZaloCall, text: string): ZaloCall {
  return { ...call, body: { ...call.body, message: { text, ...(call.body["message"] as object) } } };
}

/**
 * The same call as text alone, or undefined when it is: an OA whose package is too low gets -224 for buttons and pictures but may still send
 * text. Buttons become a numbered list, pictures and files their link; what is too long is cut into further calls.
 */
export function plainer(call: ZaloCall): PlatformCall[] | undefined {
  const message = at(call.body, "message");
  const payload = at(message, "attachment", "payload");
  if (payload === undefined) return undefined;
  const choices = list(at(payload, "buttons")).map((button) => ({ label: String(at(button, "title")) }));
  const shown = list(at(payload, "elements")).flatMap((one) => ["title", "subtitle", "url"].map((key) => at(one, key)));
  const lines = [...shown, call.upload?.link, at(message, "text")].filter((line): line is string => typeof line === "string" && line !== "");
  const person = String(at(call.body, "recipient", "user_id"));
  return textParts(withNumberedList(lines.join("\n"), choices), zaloPolicy.maxTextCharacters).map((part) => consultation(person, part, []));
}
