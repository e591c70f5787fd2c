import type { InboundEvent } from "../core/inbound-event.ts";
import type { PlatformNote } from "../core/platform-note.ts";
import type { ParsedWebhook } from "./contract.ts";

/** What became of one item of a webhook: a person's act, a note, understood and not needed, or not understood. */
export type ParsedItem = InboundEvent | PlatformNote | "ignored" | "unknown";

/** Counts items up; an item whose reading fails is unknown and costs the others nothing. */
export function parseItems(items: readonly unknown[], parseItem: (item: unknown) => ParsedItem): ParsedWebhook {
  const parsed: ParsedWebhook = { events: [], notes: [], ignored: 0, unknown: 0 };
  for (const item of items) {
    const result = attempt(item, parseItem);
    if (typeof result === "string") parsed[result] += 1;
    else if ("input" in result) parsed.events.push(result);
    else parsed.notes.push(result);
  }
  return parsed;
}

function attempt(item: unknown, parseItem: (item: unknown) => ParsedItem): ParsedItem {
  try {
    return parseItem(item);
  } catch {
    return "unknown"; // the promise of `Channel.parse`: nothing a platform sends may stop the rest
  }
}
