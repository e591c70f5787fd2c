import type { EventInput } from "../core/inbound-event.ts";
import type { Contact } from "../storage/contact.ts";
import type { TurnPorts } from "./turn-ports.ts";

/**
 * Whether the bot leaves this to the person of staff who is talking here. Two things it never leaves: somebody in danger, who
 * must not wait for a phone to be looked at, and "dừng", which the law wants heard at once.
 */
export function staysQuiet(contact: Contact, input: EventInput, now: number, ports: Pick<TurnPorts, "globalWord" | "isUrgent">): boolean {
  if ((contact.quietUntil ?? 0) <= now) return false;
  if (input.kind !== "text") return true;
  return !ports.globalWord(input.text)?.startsWith("stop") && !ports.isUrgent(input.text);
}
