import { contactId } from "../../core/contact-id.ts";
import type { ParsedWebhook } from "../contract.ts";
import { digest, eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, has, list, moment, platformId } from "../untrusted.ts";
import { parseChange } from "./parse-change.ts";
import { inputOf } from "./parse-message.ts";
import { isNote, parseNote, type PageIdentity } from "./parse-note.ts";

export type { PageIdentity } from "./parse-note.ts";

/** One thing of an entry and the list it stood in. */
type Item = { of: "messaging" | "standby" | "changes" | "nothing"; item: unknown; entry: unknown };

/**
 * What is understood and needs nothing from anybody: edits (the answer to the first words has gone out), thumbs under a message of ours,
 * linked accounts.
 */
const silent = ["message_edit", "response_feedback", "account_linking"];

/**
 * Turns one webhook body into events and notes for the page. Both `entry` and the lists inside are lists: one request can carry several pages,
 * and one entry messages, what another app answers (`standby`) and the page's feed (`changes`).
 */
export function parseMessenger(body: unknown, page: PageIdentity, now: number): ParsedWebhook {
  if (at(body, "object") !== "page") return { events: [], notes: [], ignored: 1, unknown: 0 };
  const items = list(at(body, "entry")).flatMap(itemsOf);
  return parseItems(items, (item) => parseItem(item as Item, page, now));
}

function itemsOf(entry: unknown): Item[] {
  const items = (["messaging", "standby", "changes"] as const).flatMap((of) => list(at(entry, of)).map((item) => ({ of, item, entry })));
  return items.length > 0 ? items : [{ of: "nothing", item: entry, entry }];
}

function parseItem({ of, item, entry }: Item, page: PageIdentity, now: number): ParsedItem {
  const entryPage = platformId(at(entry, "id"));
  if (entryPage !== page.pageId) return entryPage === undefined ? "unknown" : "ignored";
  if (of === "changes") return parseChange(item, entry, page.pageId, now);
  if (of === "nothing" || typeof item !== "object" || item === null) return "unknown";
  if (silent.some((key) => has(item, key)) || at(item, "message", "is_deleted") === true) return "ignored";
  const sides = sidesOf(item, page.pageId);
  if (sides === "others") return "ignored";
  const time = moment(at(item, "timestamp"), now);
  const facts = { ...page, person: sides.person, time, now };
  if (of === "standby" || isNote(item)) return parseNote(item, { ...facts, standby: of === "standby" });
  if (sides.byPage) return "ignored";

  const input = inputOf(item);
  if (input === "interaction") return parseNote(item, { ...facts, standby: false });
  if (!input || sides.person === undefined || !sides.toPage) return "unknown";
  return {
    id: eventId("messenger", page.pageId, happeningOf(item, sides.person)),
    contact: contactId({ channel: "messenger", account: page.pageId, person: sides.person }),
    at: time ?? now,
    order: time ?? now,
    input,
  };
}

type Sides = { person: string | undefined; byPage: boolean; toPage: boolean };

/** Echoes come from the page to the person, all else the other way round; an item between others is nobody's here. */
function sidesOf(item: unknown, pageId: string): Sides | "others" {
  const sender = platformId(at(item, "sender", "id"));
  const recipient = platformId(at(item, "recipient", "id"));
  if (sender === pageId) return { person: recipient === pageId ? undefined : recipient, byPage: true, toPage: false };
  if (recipient !== undefined && recipient !== pageId) return "others";
  return { person: sender, byPage: false, toPage: recipient === pageId };
}

/** `mid` of the message or postback; what has none (postbacks before v11, referrals) is told apart by person, time and content together. */
function happeningOf(item: unknown, person: string): unknown {
  const mid = at(item, "message", "mid") ?? at(item, "postback", "mid");
  if (typeof mid === "string" && mid !== "") return mid;
  const content = ["message", "postback", "referral", "optin", "messaging_feedback"].map((key) => at(item, key));
  return digest(person, at(item, "timestamp"), ...content);
}
