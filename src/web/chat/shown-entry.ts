import type { OutboundChoice } from "../../core/outbound-message.ts";
import type { StoredEntry } from "../../storage/webchat-mailbox.ts";

/** An entry as the page gets it. `ref` only on the person's own words: the id their page gave them, by which it knows them again. */
export type ShownEntry = { id: string; from: "bot" | "me"; text: string; choices: OutboundChoice[]; at: number; ref?: string; media?: StoredEntry["media"] };

export function shownEntry({ id, from, text, choices = [], at, ref, media }: StoredEntry): ShownEntry {
  return { id, from, text, choices, at, ...(media ? { media } : {}), ...(from === "me" ? { ref: ref.slice(ref.lastIndexOf(":") + 1) } : {}) };
}

/** An entry's id given by a browser, or undefined. */
export function entryId(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{1,15}-\d{1,10}$/.test(value) ? value : undefined;
}
