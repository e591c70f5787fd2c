import { contactId } from "../../core/contact-id.ts";
import type { PersonInput } from "../../core/inbound-event.ts";
import type { ParsedWebhook } from "../contract.ts";
import { eventId } from "../event-id.ts";
import { parseItems, type ParsedItem } from "../parsing.ts";
import { at, platformId, words } from "../untrusted.ts";

/**
 * One act on our page: `{id, visitor, text}`, `{id, visitor, payload, title?}` or `{id, visitor, start: true | "<ref>"}`.
 * `id` is made by the page once per act, so that sending it again after a lost connection does nothing; it only has to be unique per visitor.
 */
export function parseWebchat(body: unknown, account: string, now: number): ParsedWebhook {
  return parseItems([body], (item) => parseAct(item, account, now));
}

function parseAct(item: unknown, account: string, now: number): ParsedItem {
  const visitor = platformId(at(item, "visitor"));
  const id = at(item, "id");
  const input = inputOf(item);
  if (visitor === undefined || typeof id !== "string" || id === "" || !input) return "unknown";
  return { id: eventId("webchat", account, visitor, id), contact: contactId({ channel: "webchat", account, person: visitor }), at: now, order: now, input };
}

function inputOf(item: unknown): PersonInput | undefined {
  const payload = words(at(item, "payload"), 256);
  if (payload !== undefined) {
    const title = words(at(item, "title"), 200);
    return { kind: "press", payload, ...(title === undefined ? {} : { title }) };
  }
  const text = words(at(item, "text"));
  if (text !== undefined) return { kind: "text", text };
  const start = at(item, "start");
  const ref = words(start, 64);
  return start === true || ref !== undefined ? { kind: "start", ...(ref === undefined ? {} : { ref }) } : undefined;
}
