import type { Update } from "telegraf/types";
import { contactId } from "../../core/contact-id.ts";
import type { InboundEvent, PersonInput } from "../../core/inbound-event.ts";
import type { ParsedWebhook } from "../contract.ts";
import { eventId, noteId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, has, list, moment, personName, platformId, words } from "../untrusted.ts";
import { mediaInput } from "./parse-media.ts";

type UpdateKey = keyof (Update.MessageUpdate & Update.EditedMessageUpdate & Update.CallbackQueryUpdate & Update.MyChatMemberUpdate);

/** Notices Telegram writes into a private chat; nobody said them. */
const notices = ["pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set", "users_shared", "chat_shared", "connected_website"];

type Draft = Pick<InboundEvent, "input"> & Partial<Pick<InboundEvent, "acknowledge" | "at">> & { from: unknown };

/** Turns one update into events for the bot `botId`. Only private chats: the bot keeps quiet in groups. */
export function parseTelegram(body: unknown, botId: string, now: number): ParsedWebhook {
  return parseItems([body], (update) => parseUpdate(update, botId, now));
}

function parseUpdate(update: unknown, botId: string, now: number): ParsedItem {
  const updateId = at(update, "update_id" satisfies UpdateKey);
  if (typeof updateId !== "number" || !Number.isSafeInteger(updateId)) return "unknown";
  const moved = movedChat(at(update, "message"));
  if (moved) return { id: noteId("telegram", botId, updateId), contact: contactId({ channel: "telegram", account: botId, person: moved.from }), at: now, kind: "moved", to: moved.to };
  const draft = draftOf(update, now);
  if (typeof draft === "string") return draft;
  const person = platformId(at(draft.from, "id"));
  if (person === undefined) return "unknown";
  const { from, ...rest } = draft;
  return {
    // Update ids start anew at random after a quiet week (§2.1); duplicates come within 24 h, keys are kept 72 h.
    id: eventId("telegram", botId, updateId),
    contact: contactId({ channel: "telegram", account: botId, person }),
    at: now,
    order: updateId,
    ...rest,
    ...profileOf(from),
  };
}

function draftOf(update: unknown, now: number): Draft | "ignored" | "unknown" {
  if (has(update, "message" satisfies UpdateKey)) return messageDraft(at(update, "message"), now);
  if (has(update, "callback_query" satisfies UpdateKey)) return pressDraft(at(update, "callback_query"));
  if (has(update, "my_chat_member" satisfies UpdateKey)) return membershipDraft(at(update, "my_chat_member"));
  // An edit is no new act: what was said has been answered, and answering it again would play the flow twice.
  return has(update, "edited_message" satisfies UpdateKey) ? "ignored" : "unknown";
}

/** A group that becomes a supergroup goes on under another id; the notice comes once, in the old group. */
function movedChat(message: unknown): { from: string; to: string } | undefined {
  const [from, to] = [platformId(at(message, "chat", "id")), platformId(at(message, "migrate_to_chat_id"))];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function messageDraft(message: unknown, now: number): Draft | "ignored" | "unknown" {
  const chat = at(message, "chat", "type");
  const from = at(message, "from");
  if (typeof chat !== "string") return "unknown";
  if (chat !== "private" || at(from, "is_bot") === true || notices.some((key) => has(message, key))) return "ignored";
  const date = at(message, "date");
  const time = typeof date === "number" ? moment(date * 1000, now) : undefined; // seconds here, milliseconds elsewhere
  const input = textInput(words(at(message, "text"))) ?? mediaInput(message);
  return input ? { from, input, at: time ?? now } : "unknown";
}

/** `/start abc_1` opens with a reference, `/menu` is the word "menu", `/tham_gia` the words "tham gia" (commands cannot hold blanks). */
function textInput(text: string | undefined): PersonInput | undefined {
  const command = text === undefined ? null : /^\/(\w{1,64})(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text);
  if (text === undefined || !command) return text === undefined ? undefined : { kind: "text", text };
  const [, name = "", rest = ""] = command;
  if (name.toLowerCase() !== "start") return { kind: "text", text: `${name.replaceAll("_", " ").trim()} ${rest}`.trim() || text };
  return { kind: "start", ...(/^[\w-]{1,64}$/.test(rest) ? { ref: rest } : {}) }; // start payloads: 64 of A-Za-z0-9_- (§2.2)
}

/** A pressed button is its sender's, whatever message it hangs under: `from` counts. The message may be missing or out of reach. */
function pressDraft(query: unknown): Draft | "ignored" | "unknown" {
  const chat = at(query, "message", "chat", "type");
  if (typeof chat === "string" && chat !== "private") return "ignored";
  const acknowledge = at(query, "id");
  const data = at(query, "data");
  const payload = words(data, 256);
  if (payload === undefined || typeof acknowledge !== "string" || acknowledge === "" || acknowledge.length > 128) return "unknown";
  const title = words(titleOf(query, data), 100);
  return { from: at(query, "from"), acknowledge, input: { kind: "press", payload, ...(title === undefined ? {} : { title }) } };
}

function titleOf(query: unknown, data: unknown): unknown {
  const buttons = list(at(query, "message", "reply_markup", "inline_keyboard")).flatMap((row) => list(row));
  return at(buttons.find((button) => at(button, "callback_data") === data), "text");
}

/** Blocking the bot. Unblocking says nothing: people who press "restart" send /start along with it. */
function membershipDraft(change: unknown): Draft | "ignored" | "unknown" {
  const status = at(change, "new_chat_member", "status");
  if (typeof status !== "string") return "unknown";
  if (at(change, "chat", "type") !== "private") return "ignored";
  return status === "kicked" || status === "left" ? { from: at(change, "from"), input: { kind: "left" } } : "ignored";
}

function profileOf(from: unknown): Pick<InboundEvent, "profile"> {
  const name = personName(at(from, "first_name"), at(from, "last_name"));
  const code = at(from, "language_code");
  const locale = typeof code === "string" && /^[A-Za-z-]{2,20}$/.test(code) ? code : undefined;
  return name === undefined && locale === undefined ? {} : { profile: { ...(name ? { name } : {}), ...(locale ? { locale } : {}) } };
}
