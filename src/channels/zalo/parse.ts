import { contactId } from "../../core/contact-id.ts";
import type { PersonInput } from "../../core/inbound-event.ts";
import { parsePayload } from "../../core/payload.ts";
import type { ParsedWebhook } from "../contract.ts";
import { digest, eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, moment, personName, words } from "../untrusted.ts";
import { zaloEventKind, type ZaloEventKind } from "./event-kinds.ts";
import { mediaInput } from "./parse-media.ts";
import { parseNote } from "./parse-note.ts";
import { sidesOf } from "./sides.ts";

/** Turns one webhook body (Zalo sends one event per request) into events and notes for the account `oaId`. */
export function parseZalo(body: unknown, oaId: string, now: number): ParsedWebhook {
  return parseItems([body], (item) => parseEvent(item, oaId, now));
}

function parseEvent(event: unknown, oaId: string, now: number): ParsedItem {
  const name = at(event, "event_name");
  const kind = typeof name === "string" ? zaloEventKind(name) : undefined;
  if (typeof name !== "string" || !kind) return "unknown";
  if (kind.is === "nothing") return "ignored";
  const { person, oa } = sidesOf(event, oaId);
  const time = moment(at(event, "timestamp"), now);
  if (kind.is === "account" && oa === undefined) return parseNote(event, kind, { name, oaId, person, time, now }); // news of the account that names only the app
  if (oa !== undefined && oa !== oaId) return "ignored"; // one app may serve several OAs
  if (oa === undefined) return "unknown";

  const input = inputOf(event, kind);
  if (input === "ignored") return "ignored";
  if (input === "note") return parseNote(event, kind, { name, oaId, person, time, now });
  if (!input || person === undefined) return "unknown";
  return {
    id: eventId("zalo", oaId, name, happening(event, person, time)),
    contact: contactId({ channel: "zalo", account: oaId, person }),
    at: time ?? now,
    order: time ?? now,
    input,
  };
}

/** The message's id; what has none is one person's act at one time. */
function happening(event: unknown, person: string, time: number | undefined): string {
  const messageId = at(event, "message", "msg_id");
  return typeof messageId === "string" && messageId !== "" ? messageId : `${person}.${time ?? digest(event)}`;
}

function inputOf(event: unknown, kind: ZaloEventKind): PersonInput | "note" | "ignored" | undefined {
  switch (kind.is) {
    case "text":
      return textOrPress(words(at(event, "message", "text")));
    case "remark":
      return textOrPress(words(at(event, "message", "text")) ?? words(at(event, "message", "note"))) ?? "ignored";
    case "media":
      return mediaInput(event, kind.media);
    case "info":
      return infoInput(at(event, "info"));
    case "start":
      return { kind: "start" };
    case "left":
      return { kind: "left" };
    default:
      return "note";
  }
}

/** A pressed button comes back as a text that is its payload (§1.3). A hashtag that is none of our payloads stays a text. */
function textOrPress(text: string | undefined): PersonInput | undefined {
  if (text === undefined) return undefined;
  return parsePayload(text) ? { kind: "press", payload: text } : { kind: "text", text };
}

/** The platform's form; old and new shape have name and phone in the same places, the phone as text or number. The rest is not ours to keep. */
function infoInput(info: unknown): PersonInput | undefined {
  const name = personName(at(info, "name"));
  const phone = phoneOf(at(info, "phone"));
  if (name === undefined && phone === undefined) return undefined;
  return { kind: "info", ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) };
}

/** Digits as given (84912345678); whether it is a number people have is judged where it is used. */
function phoneOf(given: unknown): string | undefined {
  const text = typeof given === "number" && Number.isSafeInteger(given) ? String(given) : given;
  return typeof text === "string" && /^\+?[\d ().-]{6,20}$/.test(text.trim()) ? text.trim() : undefined;
}
