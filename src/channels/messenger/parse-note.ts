import { contactId } from "../../core/contact-id.ts";
import type { NoteContent, PlatformNote } from "../../core/platform-note.ts";
import { digest, noteId } from "../event-id.ts";
import { at, has, list, moment, platformId, words } from "../untrusted.ts";
import { markedId } from "./mark.ts";
import { pageInboxAppId } from "./policy.ts";
import { templateNote } from "./parse-change.ts";

/** The page whose webhooks are read. With `appId` it is certain which echoes and threads are ours. */
export type PageIdentity = { pageId: string; appSecret: string; appId?: string };

export type NoteFacts = PageIdentity & { person: string | undefined; time: number | undefined; now: number; standby: boolean };

type Read = NoteContent | "ignored" | "unknown";

const threadKeys = ["pass_thread_control", "take_thread_control"] as const;
const keys = ["delivery", "read", "reaction", "policy_enforcement", "request_thread_control", "app_roles", ...threadKeys];
const templateKeys = ["messenger_template_status_update", "message_template_status_update"];

/** Whether an item is something the platform tells and no word of a person to us. */
export function isNote(item: unknown): boolean {
  return at(item, "message", "is_echo") === true || [...keys, ...templateKeys].some((key) => has(item, key));
}

/** What Meta tells besides people's words (§1.5, §1.11). */
export function parseNote(item: unknown, facts: NoteFacts): PlatformNote | "ignored" | "unknown" {
  const { pageId, time, now } = facts;
  const content = contentOf(item, facts);
  if (typeof content === "string") return content;
  const person = content.kind === "account" ? "-" : facts.person;
  if (person === undefined) return "unknown";
  const id = noteId("messenger", pageId, content.kind, happeningOf(item, person));
  return { id, contact: contactId({ channel: "messenger", account: pageId, person }), at: time ?? now, ...content };
}

function contentOf(item: unknown, facts: NoteFacts): Read {
  if (at(item, "message", "is_echo") === true) return echo(at(item, "message"), facts);
  if (has(item, "delivery")) return receipt("delivered", at(item, "delivery"), facts.now);
  if (has(item, "read")) return receipt("read", at(item, "read"), facts.now);
  for (const key of threadKeys) if (has(item, key)) return thread(key, at(item, key), facts);
  if (has(item, "reaction")) return at(item, "reaction", "action") === "unreact" ? "ignored" : { kind: "interaction" };
  if (has(item, "policy_enforcement")) return policy(at(item, "policy_enforcement"));
  if (has(item, "request_thread_control")) return { kind: "account", event: "request_thread_control", severity: "info" };
  if (has(item, "app_roles")) return { kind: "account", event: "app_roles", severity: "info" };
  const template = templateKeys.find((key) => has(item, key));
  if (template !== undefined) return templateNote(at(item, template));
  // Somebody wrote to the app that owns the thread: never answered, and the bot knows that it is not its turn.
  return facts.standby ? { kind: "thread", owner: "other" } : { kind: "interaction" };
}

/**
 * Ours by our mark. Without one: nobody's program but the page's inbox means a person of staff, and so does any app that is certainly not
 * ours; an app that may be ours (its id is not among the settings) is told by the message's id.
 */
function echo(message: unknown, facts: NoteFacts): Read {
  const app = platformId(at(message, "app_id")); // a number or a text
  const mine = facts.appId !== undefined && app === facts.appId;
  const others = app === pageInboxAppId || (app !== undefined && facts.appId !== undefined && !mine); // every app of the page sees our marks and could copy one
  const ours = others ? undefined : markedId(at(message, "metadata"), facts);
  if (ours === undefined && mine) return "ignored"; // sent by this app without a mark, such as a utility template from the command line
  const [messageId] = mids(at(message, "mid"));
  const staff = ours === undefined && (app === undefined || others);
  const text = ours === undefined ? words(at(message, "text")) : undefined;
  return { kind: "echo", ...(messageId === undefined ? {} : { messageId }), ...(ours === undefined ? {} : { ours }), ...(staff ? { staff } : {}), ...(text === undefined ? {} : { text }) };
}

/** The watermark stands for everything before it; `mids` are not always there. */
function receipt(state: "delivered" | "read", told: unknown, now: number): Read {
  const until = moment(at(told, "watermark"), now);
  const messageIds = list(at(told, "mids")).slice(0, 200).flatMap(mids);
  if (until === undefined && messageIds.length === 0) return "unknown";
  return { kind: "receipt", state, ...(messageIds.length > 0 ? { messageIds } : {}), ...(until === undefined ? {} : { until }) };
}

/**
 * Who has the thread now. Without our app's id among the settings: Meta tells "passed" to the app that receives the thread and "taken" to the
 * one that loses it, so "passed" to anything but the inbox is to us.
 */
function thread(key: (typeof threadKeys)[number], told: unknown, { appId }: NoteFacts): Read {
  const owner = platformId(at(told, "new_owner_app_id"));
  const us = appId === undefined ? key === "pass_thread_control" && owner !== pageInboxAppId : owner === appId;
  return { kind: "thread", owner: us ? "us" : "other" };
}

/** A warning, or the page may not send any more. The reason is Meta's own sentence. */
function policy(told: unknown): Read {
  const action = words(at(told, "action"), 40);
  const detail = [action, words(at(told, "reason"), 200)].filter(Boolean).join(": ");
  return { kind: "account", event: "policy_enforcement", severity: action === "unblock" ? "info" : "alert", ...(detail ? { detail } : {}) };
}

/** Message ids are longer than other ids and hold further signs. */
function mids(value: unknown): string[] {
  return typeof value === "string" && /^[\w.$:=+/-]{1,300}$/.test(value) ? [value] : [];
}

/** The message's id where an item names one; a reaction or receipt to it is another happening, told apart by its content and time. */
function happeningOf(item: unknown, person: string): unknown {
  const mid = at(item, "message", "mid") ?? at(item, "postback", "mid");
  return typeof mid === "string" && mid !== "" ? mid : digest(person, item);
}
