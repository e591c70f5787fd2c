import { createPhraseDropper, politeParticles, pronouns } from "../lib/vietnamese/index.ts";
import type { Reading, SpellingBook, Word } from "../lib/vietnamese/index.ts";
import { createPhraseMatcher } from "./phrase-matcher.ts";
import type { Synonyms } from "./understanding.ts";

/** Feature name → strength 0..1. Names: "w:" word, "x:" word with its diacritics, "b:" pair, "c:" meaning. */
export type Features = Map<string, number>;

export type FeatureReader = {
  /** The reading without politeness and pronouns. */
  content(reading: Reading): Reading;
  features(content: Reading): Features;
};

const NUMBER = /^\d+$/;

/** All numbers are one word: "15 tuổi" and "17 tuổi" ask the same. */
const foldedOf = (word: Word) => (NUMBER.test(word.folded) ? "0" : word.folded);
export const wordFeature = (word: Word) => `w:${foldedOf(word)}`;
export const markedFeature = (word: Word) => `x:${word.text}`;

export function createFeatureReader(synonyms: Synonyms, book: SpellingBook): FeatureReader {
  const dropPolite = createPhraseDropper(politeParticles);
  const dropPronouns = createPhraseDropper(pronouns);
  const phrases = Object.entries(synonyms).flatMap(([name, spellings]) => spellings.map((spelling) => [spelling, name] as const));
  const meanings = createPhraseMatcher(phrases, book);

  function features(content: Reading): Features {
    const found: Features = new Map();
    const add = (name: string, sure: number) => found.set(name, Math.max(found.get(name) ?? 0, sure));
    content.forEach((word, i) => {
      add(wordFeature(word), word.sure);
      if (word.text !== word.folded) add(markedFeature(word), word.sure);
      const next = content[i + 1];
      if (next) add(`b:${foldedOf(word)} ${foldedOf(next)}`, word.sure * next.sure);
    });
    for (const hit of meanings(content)) add(`c:${hit.value}`, content[hit.start]?.sure ?? 1);
    return found;
  }
  return { content: (reading) => dropPronouns(dropPolite(reading)), features };
}
