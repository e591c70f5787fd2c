import { foldNormalised, normalise } from "../lib/vietnamese/index.ts";
import type { Reading } from "../lib/vietnamese/index.ts";
import { sameWord } from "./phrase-matcher.ts";

type Part =
  | { kind: "words"; options: string[][]; optional: boolean }
  | { kind: "gap" }
  | { kind: "slot"; name: string }
  | { kind: "start" }
  | { kind: "end" };

/** Values of the slots when the pattern is found in the reading, else undefined. */
export type Pattern = (reading: Reading) => Record<string, string> | undefined;

const PARTS = /\(([^)]+)\)|\[([^\]]+)\]|(\.\.\.)|<(\w+)>|(\^)|(\$)|([^\s()[\]<>^$]+)/gu;
const MAX_GAP = 3;

/**
 * A sentence pattern that a non-programmer can read: "(muốn|cho) ... (vào|tham gia) câu lạc bộ <club>". `(a|b)` one of, `[a]` may
 * be there, `...` up to three words between, `^` `$` the ends, `<name>` the rest of the sentence. Words fit with or without
 * diacritics. Works on words, with bounded gaps: no text can make it slow. Throws on an empty pattern.
 */
export function compilePattern(source: string): Pattern {
  const parts = [...normalise(source).matchAll(PARTS)].map(toPart);
  if (parts.length === 0) throw new Error(`Empty pattern: "${source}"`);
  const anchored = parts[0]?.kind === "start";
  const firstWords = anchored ? undefined : openingWords(parts);
  return (reading) => {
    for (let at = 0; at < (anchored ? Math.min(1, reading.length) : reading.length); at++) {
      if (firstWords && !firstWords.has(reading[at]?.folded ?? "")) continue;
      const slots = match(parts, 0, reading, at);
      if (slots) return slots;
    }
    return undefined;
  };
}

function toPart([whole, choice, optional, gap, slot, start, end, word]: RegExpMatchArray): Part {
  if (gap) return { kind: "gap" };
  if (slot) return { kind: "slot", name: slot };
  if (start) return { kind: "start" };
  if (end) return { kind: "end" };
  const options = (choice ?? optional ?? word ?? whole).split("|").map((option) => option.trim().split(/\s+/));
  return { kind: "words", options, optional: optional !== undefined };
}

/** Which words can open a match; undefined when the pattern opens with something optional. */
function openingWords(parts: Part[]): Set<string> | undefined {
  const [first] = parts;
  if (first?.kind !== "words" || first.optional) return undefined;
  return new Set(first.options.map((option) => foldNormalised(option[0] ?? "")));
}

function match(parts: Part[], part: number, reading: Reading, at: number): Record<string, string> | undefined {
  const current = parts[part];
  const next = (from: number) => match(parts, part + 1, reading, from);
  switch (current?.kind) {
    case undefined:
      return {};
    case "start":
      return at === 0 ? next(at) : undefined;
    case "end":
      return at === reading.length ? next(at) : undefined;
    case "slot":
      return { ...next(reading.length), [current.name]: reading.slice(at).map((word) => word.text).join(" ") };
    case "gap":
      return firstFound(MAX_GAP + 1, (skipped) => (at + skipped <= reading.length ? next(at + skipped) : undefined));
    case "words":
      return (
        firstFound(current.options.length, (i) => {
          const option = current.options[i] ?? [];
          return fits(option, reading, at) ? next(at + option.length) : undefined;
        }) ?? (current.optional ? next(at) : undefined)
      );
  }
}

function firstFound<T>(count: number, find: (index: number) => T | undefined): T | undefined {
  for (let i = 0; i < count; i++) {
    const found = find(i);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fits(option: string[], reading: Reading, at: number): boolean {
  return option.every((text, offset) => {
    const word = reading[at + offset];
    return word !== undefined && sameWord(word, text);
  });
}
