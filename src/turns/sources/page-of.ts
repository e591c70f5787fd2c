import type { SourceOption } from "../effect-contract.ts";

/** One page of a list that is in memory: all our lists are of a few dozen. */
export function pageOf(options: SourceOption[], page: number, size: number): { options: SourceOption[]; more: boolean } {
  const from = page * size;
  return { options: options.slice(from, from + size), more: options.length > from + size };
}

/** Cut at a word so that it can be read on a button or in a list. */
export function shortened(text: string, longest: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > longest / 2 ? cut.slice(0, space) : cut).replace(/[\s,.;:]+$/, "")}…`;
}
