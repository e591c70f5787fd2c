import { contactId } from "../../core/contact-id.ts";
import type { NoteContent, PlatformNote } from "../../core/platform-note.ts";
import { digest, noteId } from "../event-id.ts";
import { at, moment, platformId, words } from "../untrusted.ts";

const templateFields = new Set<unknown>(["messenger_template_status_update", "message_template_status_update"]);
/** States in which a template cannot be used. */
const lost = new Set<unknown>(["REJECTED", "PAUSED", "DISABLED", "FLAGGED", "DELETED", "PENDING_DELETION"]);

/** One entry of `changes`: a comment in the page's feed, or a template's new state; Meta writes the field both ways (§1.2). */
export function parseChange(change: unknown, entry: unknown, pageId: string, now: number): PlatformNote | "ignored" | "unknown" {
  const field = at(change, "field");
  const value = at(change, "value");
  if (field === "feed") return parseFeed(value, entry, pageId, now);
  if (!templateFields.has(field)) return "unknown";
  const id = noteId("messenger", pageId, "account", digest(field, at(entry, "time"), value));
  return { id, contact: contactId({ channel: "messenger", account: pageId, person: "-" }), at: secondsOf(at(entry, "time"), now) ?? now, ...templateNote(value) };
}

/** Staff see which template it is and what became of it. Its name and language are ours, the rest is Meta's own words. */
export function templateNote(value: unknown): NoteContent {
  const event = at(value, "event") ?? at(value, "status");
  const shown = [at(value, "message_template_name") ?? at(value, "name"), at(value, "message_template_language") ?? at(value, "language"), event, at(value, "reason")];
  const detail = shown.filter((one): one is string => typeof one === "string" && /^[\w .,:()-]{1,120}$/.test(one) && one !== "NONE").join(" ");
  return { kind: "account", event: "template_status", severity: lost.has(event) ? "warning" : "info", ...(detail ? { detail } : {}) };
}

/**
 * New comments of others. Posts, reactions and shares, edits, removals and the page's own comments need nothing. Who comments is known by
 * another id than in Messenger, so the contact is marked with `c-`; without permission Meta leaves `from` and `message` out (§1.10).
 */
function parseFeed(value: unknown, entry: unknown, pageId: string, now: number): PlatformNote | "ignored" | "unknown" {
  if (at(value, "item") !== "comment" || at(value, "verb") !== "add") return "ignored";
  const commentId = platformId(at(value, "comment_id"));
  if (commentId === undefined) return "unknown";
  const from = platformId(at(value, "from", "id"));
  if (from === pageId) return "ignored";
  const person = `c-${(from ?? commentId).slice(0, 120)}`;
  const postId = platformId(at(value, "post_id"));
  return {
    id: noteId("messenger", pageId, "comment", commentId),
    contact: contactId({ channel: "messenger", account: pageId, person }),
    at: secondsOf(at(value, "created_time"), now) ?? secondsOf(at(entry, "time"), now) ?? now,
    kind: "comment",
    commentId,
    text: words(at(value, "message")) ?? "",
    ...(postId === undefined ? {} : { postId }),
  };
}

/** The feed's times are seconds, other entries' milliseconds. */
function secondsOf(value: unknown, now: number): number | undefined {
  return moment(typeof value === "number" ? value * 1000 : value, now) ?? moment(value, now);
}
