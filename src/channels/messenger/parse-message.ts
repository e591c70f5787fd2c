import type { IncomingFile, MediaKind, PersonInput } from "../../core/inbound-event.ts";
import { at, has, list, words } from "../untrusted.ts";
import { getStartedPayload } from "./policy.ts";

/** Attachment types (§1.5) and what they are to us; those not named are "other". */
const mediaOf = new Map<unknown, MediaKind>([
  ["image", "image"], ["audio", "audio"], ["video", "video"], ["file", "file"], ["sticker", "sticker"], ["location", "location"],
  ["fallback", "link"], ["reel", "link"], ["ig_reel", "link"], ["post", "link"], ["ig_post", "link"],
]);

/** Previews Meta adds to a text with a link in it: the text is the message. */
const previews = new Set<unknown>(["fallback", "template"]);

/** What can be copied; stickers and shares have addresses too, but nobody needs them. */
const copied = new Set<MediaKind>(["image", "audio", "video", "file"]);

/** More is no album any more. */
const mostFiles = 20;

/**
 * What a person's act says, "interaction" where it only opens the window, or undefined when it is not understood. The payload of a button
 * goes before its title: a tapped quick reply carries both.
 */
export function inputOf(item: unknown): PersonInput | "interaction" | undefined {
  if (has(item, "message")) return messageInput(at(item, "message"));
  if (has(item, "postback")) return postbackInput(at(item, "postback"));
  if (has(item, "referral")) return start(at(item, "referral", "ref"));
  if (has(item, "optin")) return optinInput(at(item, "optin"));
  if (has(item, "messaging_feedback")) return feedbackInput(at(item, "messaging_feedback"));
  return undefined;
}

function messageInput(message: unknown): PersonInput | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const text = words(at(message, "text"));
  const payload = words(at(message, "quick_reply", "payload"), 1000);
  if (payload !== undefined) return press(payload, text);
  const attachments = list(at(message, "attachments")).filter((one) => text === undefined || !previews.has(at(one, "type")));
  if (text !== undefined && attachments.length === 0) return { kind: "text", text };
  return mediaInput(attachments, text);
}

/** Messages without text and attachment exist too (unsupported shares): they deserve an answer, so they are media of kind "other". */
function mediaInput(attachments: unknown[], caption: string | undefined): PersonInput {
  // A sticker may come a second time as the picture of itself, which stands for no picture.
  const media = attachments.some(isSticker) ? "sticker" : kindOf(attachments[0]);
  const files = media === "sticker" ? [] : attachments.flatMap((one) => fileOf(one) ?? []).slice(0, mostFiles);
  const location = media === "location" ? locationOf(attachments[0]) : undefined;
  return { kind: "media", media, ...(caption === undefined ? {} : { caption }), ...(files.length > 0 ? { files } : {}), ...(location ? { location } : {}) };
}

function kindOf(attachment: unknown): MediaKind {
  return mediaOf.get(at(attachment, "type")) ?? "other";
}

/** Older form: an image with a sticker's id; so is the thumb. */
function isSticker(attachment: unknown): boolean {
  return at(attachment, "type") === "sticker" || at(attachment, "payload", "sticker_id") !== undefined;
}

function fileOf(attachment: unknown): IncomingFile | undefined {
  const kind = kindOf(attachment);
  const url = at(attachment, "payload", "url");
  if (!copied.has(kind) || typeof url !== "string" || url.length > 4000 || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? { kind, url: href } : undefined;
}

function locationOf(attachment: unknown): { latitude: number; longitude: number } | undefined {
  const place = at(attachment, "payload", "coordinates");
  const latitude = at(place, "lat");
  const longitude = at(place, "long");
  const real = typeof latitude === "number" && Math.abs(latitude) <= 90 && typeof longitude === "number" && Math.abs(longitude) <= 180;
  return real ? { latitude, longitude } : undefined;
}

function postbackInput(postback: unknown): PersonInput | undefined {
  const payload = words(at(postback, "payload"), 1000);
  if (payload === undefined) return undefined;
  return payload === getStartedPayload ? start(at(postback, "referral", "ref")) : press(payload, words(at(postback, "title"), 100));
}

/** The plugin on a website begins a conversation; consents to notifications (which are switched off here) are a tap and no more. */
function optinInput(optin: unknown): PersonInput | "interaction" {
  return at(optin, "type") === undefined ? start(at(optin, "ref")) : "interaction";
}

/** The survey's stars say nothing to the bot; what was written under them does. `questions` is an object keyed by our own ids. */
function feedbackInput(feedback: unknown): PersonInput | "interaction" {
  const questions = list(at(feedback, "feedback_screens")).slice(0, 5).flatMap((screen) => valuesOf(at(screen, "questions")));
  const written = questions.flatMap((question) => (at(question, "type") === "free_form" ? [question] : [at(question, "follow_up")]));
  const text = words(written.map((one) => words(at(one, "payload"))).filter(Boolean).join("\n"));
  return text === undefined ? "interaction" : { kind: "text", text };
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).slice(0, 20) : [];
}

function press(payload: string, title: string | undefined): PersonInput {
  return { kind: "press", payload, ...(title === undefined ? {} : { title }) };
}

function start(ref: unknown): PersonInput {
  const read = words(ref, 250);
  return { kind: "start", ...(read === undefined ? {} : { ref: read }) };
}
