import particleData from "./data/particles.vi.json" with { type: "json" };
import { foldNormalised } from "./fold.ts";
import type { Reading, Word } from "./read-text.ts";
import { tokenise } from "./tokenise.ts";

export const politeParticles: string[] = particleData.particles;
export const pronouns: string[] = particleData.pronouns;

type Phrase = { texts: string[]; folds: string[] };
export type PhraseDropper = (reading: Reading) => Reading;

/** Takes phrases out of a reading, longest first; a word typed without diacritics fits, a word with other diacritics does not. */
export function createPhraseDropper(phrases: string[]): PhraseDropper {
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const texts = tokenise(phrase);
    const folds = texts.map(foldNormalised);
    const key = folds[0] ?? "";
    byFirst.set(key, [...(byFirst.get(key) ?? []), { texts, folds }].sort((a, b) => b.texts.length - a.texts.length));
  }
  return (reading) => {
    const kept: Reading = [];
    for (let i = 0; i < reading.length; ) {
      const found = byFirst.get(reading[i]?.folded ?? "")?.find((phrase) => startsAt(phrase, reading, i));
      if (!found) kept.push(reading[i] as Word);
      i += found?.texts.length ?? 1;
    }
    return kept;
  };
}

function startsAt(phrase: Phrase, reading: Reading, index: number): boolean {
  return phrase.texts.every((text, offset) => {
    const word = reading[index + offset];
    return word !== undefined && (word.text === text || (word.text === word.folded && word.folded === phrase.folds[offset]));
  });
}
