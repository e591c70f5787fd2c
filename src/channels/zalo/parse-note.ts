import { contactId } from "../../core/contact-id.ts";
import type { NoteContent, PlatformNote } from "../../core/platform-note.ts";
import { digest, noteId } from "../event-id.ts";
import { at, has, list, platformId, words } from "../untrusted.ts";
import type { ZaloEventKind } from "./event-kinds.ts";

export type NoteFacts = { name: string; oaId: string; person: string | undefined; time: number | undefined; now: number };

/** What Zalo tells besides people's words (§2.4, §2.5); "ignored" where it concerns nobody we know. */
export function parseNote(event: unknown, kind: ZaloEventKind, facts: NoteFacts): PlatformNote | "ignored" | "unknown" {
  const { name, oaId, person, time, now } = facts;
  const content = contentOf(event, kind, facts);
  if (typeof content === "string") return content;
  const concerned = content.kind === "account" ? "-" : person;
  if (concerned === undefined) return "unknown";
  return { id: noteId("zalo", oaId, name, happening(event, facts)), contact: contactId({ channel: "zalo", account: oaId, person: concerned }), at: time ?? now, ...content };
}

function contentOf(event: unknown, kind: ZaloEventKind, { name, person }: NoteFacts): NoteContent | "ignored" | "unknown" {
  switch (kind.is) {
    case "echo":
      return echo(event, name);
    case "receipt":
      return receipt(event, kind.state);
    case "interaction":
      return person === undefined ? "ignored" : { kind: "interaction" };
    case "withdrawn":
      // Its shape is not documented: without a person a human has to look it up.
      return person === undefined ? { kind: "account", event: name, severity: "alert" } : { kind: "withdrawn" };
    case "account":
      return { kind: "account", event: name, severity: kind.severity, ...detailOf(event) };
    default:
      return "unknown";
  }
}

/**
 * Every message of the OA comes back: ours, another system's, and with `admin_id` what staff typed. Nobody types a template, so one without
 * `admin_id` is a paid notice and takes the conversation from nobody.
 */
function echo(event: unknown, name: string): NoteContent | "ignored" | "unknown" {
  const messageId = messageIdOf(at(event, "message", "msg_id"));
  const admin = at(event, "sender", "admin_id");
  const staff = (typeof admin === "string" && admin !== "") || typeof admin === "number";
  if (name === "oa_send_template" && !staff) return "ignored";
  if (messageId === undefined && !staff) return "unknown";
  const text = words(at(event, "message", "text"));
  return { kind: "echo", ...(messageId === undefined ? {} : { messageId }), ...(staff ? { staff } : {}), ...(text === undefined ? {} : { text }) };
}

/** "Received" names one message, "seen" several. With `tracking_id` it is a template sent to a phone number, which is nobody's id here. */
function receipt(event: unknown, state: "delivered" | "read"): NoteContent | "ignored" | "unknown" {
  if (has(at(event, "message"), "tracking_id")) return "ignored";
  const ids = [at(event, "message", "msg_id"), ...list(at(event, "message", "msg_ids")).slice(0, 200)].map(messageIdOf);
  const messageIds = ids.filter((id) => id !== undefined);
  return messageIds.length === 0 ? "unknown" : { kind: "receipt", state, messageIds };
}

/** What staff should see of a change: numbers and states only, never words of people. Zalo's samples keep them in these places. */
const detailPaths = [
  ["template_id"], ["status"], ["status", "new_status"], ["quality"], ["quality", "new_quality"], ["quota"], ["quota", "new_quota"], ["extension", "name"], ["reason"],
];

function detailOf(event: unknown): { detail?: string } {
  const values = detailPaths.map((path) => at(event, ...path)).map((value) => (typeof value === "number" ? String(value) : value));
  const shown = values.filter((value): value is string => typeof value === "string" && /^[\w .,:()-]{1,80}$/.test(value));
  return shown.length > 0 ? { detail: shown.join(" ") } : {};
}

/** Seen names several messages, a reaction shares its message's id with other reactions: time tells them apart. */
function happening(event: unknown, { person, time }: NoteFacts): unknown {
  const messageId = messageIdOf(at(event, "message", "msg_id"));
  const icon = at(event, "message", "react_icon");
  if (messageId !== undefined && icon === undefined) return messageId;
  return digest(person, time, at(event, "message"), time === undefined ? event : undefined, at(event, "template_id"));
}

/** As the API's receipts give it; a number would have lost digits. */
function messageIdOf(value: unknown): string | undefined {
  return platformId(value);
}
