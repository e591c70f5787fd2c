import { foldNormalised, normalise } from "../lib/vietnamese/index.ts";
import type { Reading } from "../lib/vietnamese/index.ts";
import { sameWord } from "./phrase-matcher.ts";

/** By the first word, folded: of forty ways to say "father" only those are tried that can fit. */
type Options = Map<string, string[][]>;
type Part =
  | { kind: "words"; options: Options; optional: boolean }
  | { kind: "gap" }
  | { kind: "slot"; name: string }
  | { kind: "start" }
  | { kind: "end" };

/** Values of the slots when the pattern is found in the reading, else undefined. */
export type Pattern = {
  (reading: Reading): Record<string, string> | undefined;
  /** Folded words that can open it; undefined when anything can. */
  opens?: Set<string>;
  /** Only at this place. */
  at(reading: Reading, at: number): Record<string, string> | undefined;
};

const PARTS = /\(([^)]+)\)|\[([^\]]+)\]|(\.\.\.)|<(\w+)>|(\^)|(\$)|([^\s()[\]<>^$]+)/gu;
const MAX_GAP = 3;
const EXACT = /^!/;

/**
 * A sentence pattern that a non-programmer can read: "(muốn|cho) ... (vào|tham gia) câu lạc bộ <club>". `(a|b)` one of, `[a]` may
 * be there, `...` up to three words between, `^` `$` the ends, `<name>` the rest of the sentence. Words fit with or without
 * diacritics; `!word` only as written, for words that are others without them. Works on words, with bounded gaps: no text can make it slow. Throws on an empty pattern.
 */
export function compilePattern(source: string): Pattern {
  const parts = [...normalise(source).matchAll(PARTS)].map(toPart);
  if (parts.length === 0) throw new Error(`Empty pattern: "${source}"`);
  const anchored = parts[0]?.kind === "start";
  const firstWords = anchored ? undefined : openingWords(parts);
  const at = (reading: Reading, place: number) => match(parts, 0, reading, place);
  function find(reading: Reading): Record<string, string> | undefined {
    if (anchored) return reading.length > 0 ? at(reading, 0) : undefined;
    const places = firstWords ? openings(reading, firstWords) : reading.keys();
    for (const place of places) {
      const slots = at(reading, place);
      if (slots) return slots;
    }
    return undefined;
  }
  return Object.assign(find, { at, ...(firstWords ? { opens: firstWords } : {}) });
}

/** Where each word of a reading stands: hundreds of patterns look at the same reading, most of them in vain. */
const placesOf = new WeakMap<Reading, Map<string, number[]>>();

function openings(reading: Reading, firstWords: Set<string>): number[] {
  const places = placesOf.get(reading) ?? Map.groupBy(reading.keys(), (place) => reading[place]?.folded ?? "");
  placesOf.set(reading, places);
  // The shorter of the two is walked through.
  const found = firstWords.size < places.size ? [...firstWords].flatMap((word) => places.get(word) ?? []) : [...places].flatMap(([word, at]) => (firstWords.has(word) ? at : []));
  return found.length > 1 ? found.sort((a, b) => a - b) : found;
}

function toPart([whole, choice, optional, gap, slot, start, end, word]: RegExpMatchArray): Part {
  if (gap) return { kind: "gap" };
  if (slot) return { kind: "slot", name: slot };
  if (start) return { kind: "start" };
  if (end) return { kind: "end" };
  const options = (choice ?? optional ?? word ?? whole).split("|").map((option) => option.trim().split(/\s+/));
  return { kind: "words", options: Map.groupBy(options, firstWord), optional: optional !== undefined };
}

/** Which words can open a match; undefined when the pattern opens with something optional. */
function openingWords(parts: Part[]): Set<string> | undefined {
  const [first] = parts;
  if (first?.kind !== "words" || first.optional) return undefined;
  return new Set(first.options.keys());
}

function firstWord(option: string[]): string {
  return foldNormalised((option[0] ?? "").replace(EXACT, ""));
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
    case "words": {
      const options = current.options.get(reading[at]?.folded ?? "") ?? [];
      return (
        firstFound(options.length, (i) => {
          const option = options[i] ?? [];
          return fits(option, reading, at) ? next(at + option.length) : undefined;
        }) ?? (current.optional ? next(at) : undefined)
      );
    }
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
    if (word === undefined) return false;
    return EXACT.test(text) ? word.text === text.slice(1) : sameWord(word, text);
  });
}
