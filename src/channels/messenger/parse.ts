import { contactId } from "../../core/contact-id.ts";
import type { PersonInput } from "../../core/inbound-event.ts";
import type { ParsedWebhook } from "../contract.ts";
import { digest, eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, has, list, moment, platformId, words } from "../untrusted.ts";

type Media = Extract<PersonInput, { kind: "media" }>["media"];

/** Attachment types (§1.5) and what they are to us; those not named are "other". */
const mediaOf = new Map<unknown, Media>([
  ["image", "image"], ["audio", "audio"], ["video", "video"], ["file", "file"], ["sticker", "sticker"], ["location", "location"],
  ["fallback", "link"], ["reel", "link"], ["ig_reel", "link"], ["post", "link"], ["ig_post", "link"],
]);

/** Previews Meta adds to a text with a link in it: the text is the message. */
const previews = new Set<unknown>(["fallback", "template"]);

/** Items that need no answer: receipts, reactions, edits, opt-ins, feedback, who owns the thread. */
const silent = [
  "delivery", "read", "reaction", "message_edit", "optin", "messaging_feedback", "response_feedback", "policy_enforcement",
  "pass_thread_control", "take_thread_control", "request_thread_control", "app_roles", "account_linking",
];

/** What Get Started sends; set by us in the page's profile. */
export const getStartedPayload = "GET_STARTED";

/**
 * Turns one webhook body into events for the page `pageId`. Both `entry` and `messaging` are lists, one request can carry several pages.
 * `standby` (another app owns the thread) and `changes` (the page's feed) are never answered.
 */
export function parseMessenger(body: unknown, pageId: string, now: number): ParsedWebhook {
  if (at(body, "object") !== "page") return { events: [], ignored: 1, unknown: 0 };
  const items = list(at(body, "entry")).flatMap((entry) => itemsOf(entry, pageId));
  return parseItems(items, (item) => (item === notOurs ? "ignored" : parseItem(item, pageId, now)));
}

const notOurs = Symbol("not ours");

function itemsOf(entry: unknown, pageId: string): unknown[] {
  const messaging = list(at(entry, "messaging"));
  const others = [...list(at(entry, "standby")), ...list(at(entry, "changes"))].map(() => notOurs);
  if (platformId(at(entry, "id")) !== pageId) return [...messaging.map(() => notOurs), ...others];
  return messaging.length + others.length === 0 ? [entry] : [...messaging, ...others];
}

function parseItem(item: unknown, pageId: string, now: number): ParsedItem {
  if (at(item, "message", "is_echo") === true || at(item, "message", "is_deleted") === true) return "ignored";
  if (silent.some((key) => has(item, key))) return "ignored";
  const person = platformId(at(item, "sender", "id"));
  const page = platformId(at(item, "recipient", "id"));
  if (person === pageId || (page !== undefined && page !== pageId)) return "ignored";
  const input = inputOf(item);
  if (!input || person === undefined || page === undefined) return "unknown";

  const time = moment(at(item, "timestamp"), now);
  return {
    id: eventId("messenger", pageId, happeningOf(item, person)),
    contact: contactId({ channel: "messenger", account: pageId, person }),
    at: time ?? now,
    order: time ?? now,
    input,
  };
}

/** `mid` of the message or postback; referrals and postbacks before v11 have none, there person, time and content together stand for it. */
function happeningOf(item: unknown, person: string): unknown {
  const mid = at(item, "message", "mid") ?? at(item, "postback", "mid");
  return typeof mid === "string" && mid !== "" ? mid : digest(person, at(item, "timestamp"), at(item, "message"), at(item, "postback"), at(item, "referral"));
}

function inputOf(item: unknown): PersonInput | undefined {
  if (has(item, "message")) return messageInput(at(item, "message"));
  if (has(item, "postback")) return postbackInput(at(item, "postback"));
  return has(item, "referral") ? start(at(item, "referral", "ref")) : undefined;
}

function messageInput(message: unknown): PersonInput | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const text = words(at(message, "text"));
  const payload = words(at(message, "quick_reply", "payload"), 1000);
  if (payload !== undefined) return press(payload, text); // a tapped quick reply carries its title as text too
  const attachment = list(at(message, "attachments")).find((one) => text === undefined || !previews.has(at(one, "type")));
  if (text !== undefined && attachment === undefined) return { kind: "text", text };
  return { kind: "media", media: mediaKind(attachment), ...(text === undefined ? {} : { caption: text }) };
}

/** Messages without text and attachment exist too (unsupported shares): they deserve an answer, so they are media of kind "other". */
function mediaKind(attachment: unknown): Media {
  if (at(attachment, "payload", "sticker_id") !== undefined) return "sticker"; // older form: an image with a sticker's id
  return mediaOf.get(at(attachment, "type")) ?? "other";
}

function postbackInput(postback: unknown): PersonInput | undefined {
  const payload = words(at(postback, "payload"), 1000);
  if (payload === undefined) return undefined;
  return payload === getStartedPayload ? start(at(postback, "referral", "ref")) : press(payload, words(at(postback, "title"), 100));
}

function press(payload: string, title: string | undefined): PersonInput {
  return { kind: "press", payload, ...(title === undefined ? {} : { title }) };
}

function start(ref: unknown): PersonInput {
  const read = words(ref, 250);
  return { kind: "start", ...(read === undefined ? {} : { ref: read }) };
}
