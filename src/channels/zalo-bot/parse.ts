import { contactId } from "../../core/contact-id.ts";
import type { IncomingFile, MediaKind, PersonInput } from "../../core/inbound-event.ts";
import type { ParsedWebhook } from "../contract.ts";
import { digest, eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, has, moment, personName, platformId, words } from "../untrusted.ts";

/** The sender's last part of an event's name: `message.<kind>.received`. */
const kinds = ["text", "image", "sticker", "voice", "link", "unsupported"] as const;
type Kind = (typeof kinds)[number];

/** Two messages the platform gives neither an id nor a time count as one within this time: a repeated delivery is likelier than a second message. */
const sameHappeningMs = 10 * 60_000;

/** Turns one webhook, or what one `getUpdates` brought, into events for the bot `botId`. Only private chats: the bot keeps quiet in groups. */
export function parseZaloBot(body: unknown, botId: string, now: number): ParsedWebhook {
  const update = unwrapped(body);
  return parseItems(Array.isArray(update) ? update : [update], (item) => parseUpdate(item, botId, now));
}

/** The docs show `{ok, result}` around an update, real traffic was seen without. */
function unwrapped(body: unknown): unknown {
  return has(body, "result") && !has(body, "event_name") ? at(body, "result") : body;
}

function parseUpdate(update: unknown, botId: string, now: number): ParsedItem {
  const kind = kindOf(at(update, "event_name"));
  if (!kind) return "unknown";
  const message = at(update, "message");
  const from = at(message, "from") ?? at(update, "from");
  const chat = at(message, "chat") ?? at(update, "chat");
  if (String(at(chat, "chat_type")).toUpperCase() === "GROUP" || at(from, "is_bot") === true) return "ignored";
  const person = platformId(at(chat, "id")) ?? platformId(at(from, "id")); // answers go to the chat
  // Content of protected senders is withheld, sometimes with everything about them: then there is nobody to answer.
  if (person === undefined) return kind === "unsupported" ? "ignored" : "unknown";
  const input = inputOf(kind, message);
  if (!input) return "unknown";
  const time = moment(at(message, "date") ?? at(update, "date"), now);
  const name = personName(at(from, "display_name"));
  return {
    id: eventId("zalo-bot", botId, ...idOf(update, message, time, now)),
    contact: contactId({ channel: "zalo-bot", account: botId, person }),
    at: time ?? now,
    order: time ?? now,
    input,
    ...(name === undefined ? {} : { profile: { name } }),
  };
}

function kindOf(name: unknown): Kind | undefined {
  return typeof name === "string" ? kinds.find((kind) => name === `message.${kind}.received`) : undefined;
}

function idOf(update: unknown, message: unknown, time: number | undefined, now: number): unknown[] {
  const id = at(message, "message_id") ?? at(update, "message_id");
  if ((typeof id === "string" && id !== "") || Number.isSafeInteger(id)) return [id];
  return [digest(update, time ?? Math.floor(now / sameHappeningMs))];
}

function inputOf(kind: Kind, message: unknown): PersonInput | undefined {
  switch (kind) {
    case "text":
      return textInput(words(at(message, "text")));
    case "image":
      return mediaInput("image", message, at(message, "photo_url") ?? at(message, "photo"));
    case "voice":
      return mediaInput("audio", message, at(message, "voice_url") ?? at(message, "voice"));
    case "sticker":
      return mediaInput("sticker", message);
    case "link":
      return mediaInput("link", message);
    case "unsupported":
      return mediaInput("other", message);
  }
}

/** There are no commands and no start button; who knows bots from elsewhere types `/start` all the same. */
function textInput(text: string | undefined): PersonInput | undefined {
  if (text === undefined) return undefined;
  const start = /^\/start(?:\s+([\w-]{1,64}))?$/.exec(text);
  return start ? { kind: "start", ...(start[1] === undefined ? {} : { ref: start[1] }) } : { kind: "text", text };
}

/** A link is what somebody says: its address, which is never fetched. */
function mediaInput(media: MediaKind, message: unknown, url?: unknown): PersonInput {
  const caption = words(at(message, "caption")) ?? words(at(message, "text")) ?? (media === "link" ? words(at(message, "url"), 2000) : undefined);
  const file = fileOf(media, url);
  return { kind: "media", media, ...(caption === undefined ? {} : { caption }), ...(file ? { files: [file] } : {}) };
}

function fileOf(kind: MediaKind, url: unknown): IncomingFile | undefined {
  if (typeof url !== "string" || url.length > 4000 || !URL.canParse(url)) return undefined;
  return /^https?:$/.test(new URL(url).protocol) ? { kind, url: new URL(url).href } : undefined;
}
