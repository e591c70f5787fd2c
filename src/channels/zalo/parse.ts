import { contactId } from "../../core/contact-id.ts";
import type { PersonInput } from "../../core/inbound-event.ts";
import { parsePayload } from "../../core/payload.ts";
import type { ParsedWebhook } from "../contract.ts";
import { digest, eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, moment, platformId, words } from "../untrusted.ts";

type Media = Extract<PersonInput, { kind: "media" }>["media"];

/** Event names of what people send (§2.4) and what it is to us. */
const mediaOf: Record<string, Media> = {
  user_send_image: "image",
  user_send_gif: "image",
  user_send_sticker: "sticker",
  user_send_location: "location",
  user_send_file: "file",
  user_send_audio: "audio",
  user_send_video: "video",
  user_send_link: "link",
  user_send_business_card: "contact",
};

/** Echoes of the OA's own messages, receipts, reactions, groups and people Zalo does not name: nothing to answer. */
const ignored = /^(oa_send_|oa_reacted_|anonymous_|user_send_group_|user_received_message$|user_seen_message$|user_reacted_message$)/;

/** Turns one webhook body (Zalo sends one event per request) into events for the account `oaId`. */
export function parseZalo(body: unknown, oaId: string, now: number): ParsedWebhook {
  return parseItems([body], (item) => parseEvent(item, oaId, now));
}

function parseEvent(event: unknown, oaId: string, now: number): ParsedItem {
  const name = at(event, "event_name");
  if (typeof name !== "string") return "unknown";
  if (ignored.test(name)) return "ignored";
  const { user, oa } = sides(event, name);
  if (oa !== undefined && oa !== oaId) return "ignored"; // one app may serve several OAs
  const input = inputOf(event, name);
  if (!input || user === undefined || oa === undefined) return "unknown";

  const time = moment(at(event, "timestamp"), now);
  const messageId = at(event, "message", "msg_id");
  const happening = typeof messageId === "string" && messageId !== "" ? messageId : `${user}.${time ?? digest(event)}`;
  return {
    id: eventId("zalo", oaId, name, happening),
    contact: contactId({ channel: "zalo", account: oaId, person: user }),
    at: time ?? now,
    order: time ?? now,
    input,
  };
}

/** Who is who (§2.3): the fields change with the family of the event. */
function sides(event: unknown, name: string): { user: string | undefined; oa: string | undefined } {
  if (name === "follow" || name === "unfollow") return { user: platformId(at(event, "follower", "id")), oa: platformId(at(event, "oa_id")) };
  if (name === "user_click_chatnow") return { user: platformId(at(event, "user_id")), oa: platformId(at(event, "oa_id")) };
  return { user: platformId(at(event, "sender", "id")), oa: platformId(at(event, "recipient", "id")) };
}

function inputOf(event: unknown, name: string): PersonInput | undefined {
  if (name === "follow" || name === "user_click_chatnow") return { kind: "start" };
  if (name === "unfollow") return { kind: "left" };
  if (name === "user_send_text") return textOrPress(words(at(event, "message", "text")));
  const media = Object.hasOwn(mediaOf, name) ? mediaOf[name] : undefined;
  return media ? { kind: "media", media, ...caption(event) } : undefined;
}

/** A pressed button comes back as a text that is its payload (§1.3). A hashtag that is none of our payloads stays a text. */
function textOrPress(text: string | undefined): PersonInput | undefined {
  if (text === undefined) return undefined;
  return parsePayload(text) ? { kind: "press", payload: text } : { kind: "text", text };
}

function caption(event: unknown): { caption?: string } {
  const text = words(at(event, "message", "text"));
  return text === undefined ? {} : { caption: text };
}
