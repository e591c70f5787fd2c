import { foldNormalised, readText } from "../lib/vietnamese/index.ts";
import type { Reading, SpellingBook, Word } from "../lib/vietnamese/index.ts";

type Entry<T> = { texts: string[]; value: T };
export type PhraseHit<T> = { start: number; length: number; value: T };

/** Finds known phrases in a reading, the longest at each place first; phrases may overlap. */
export type PhraseMatcher<T> = (reading: Reading) => PhraseHit<T>[];

export function createPhraseMatcher<T>(phrases: Iterable<readonly [string, T]>, book: SpellingBook): PhraseMatcher<T> {
  const byFirst = new Map<string, Entry<T>[]>();
  for (const [phrase, value] of phrases) {
    const texts = (readText(phrase, book)[0] ?? []).map((word) => word.text);
    const key = foldNormalised(texts[0] ?? "");
    byFirst.set(key, [...(byFirst.get(key) ?? []), { texts, value }].sort((a, b) => b.texts.length - a.texts.length));
  }
  return (reading) =>
    reading.flatMap((word, start) => {
      const found = byFirst.get(word.folded)?.find((entry) => startsAt(entry.texts, reading, start));
      return found ? [{ start, length: found.texts.length, value: found.value }] : [];
    });
}

function startsAt(texts: string[], reading: Reading, start: number): boolean {
  return texts.every((text, offset) => {
    const word = reading[start + offset];
    return word !== undefined && sameWord(word, text);
  });
}

/** A word typed without diacritics may be any of its marked forms; one typed with diacritics is only itself. */
export function sameWord(word: Word, text: string): boolean {
  return word.text === text || (word.text === word.folded && word.folded === foldNormalised(text));
}
