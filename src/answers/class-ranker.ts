import { createLexicon, readText } from "../lib/vietnamese/index.ts";
import type { Lexicon, Reading, SpellingBook } from "../lib/vietnamese/index.ts";
import { trainClassifier } from "./classifier.ts";
import type { KeptLearning } from "./kept-learning.ts";
import { createNearestPhrases } from "./nearest-phrases.ts";
import { createFeatureReader, markedFeature, wordFeature } from "./phrase-features.ts";
import type { Features } from "./phrase-features.ts";
import { createFeatureSpace } from "./sparse-vector.ts";
import type { Synonyms } from "./understanding.ts";

/** All phrases of one meaning. `background`: longer texts whose words belong to it, too long to be learned from. */
export type PhraseClass = { id: string; phrases: string[]; background?: string[] };

/** How one class fits, all 0..1. */
export type Fit = {
  id: string;
  /** Probability among all classes, the "other topics" included. */
  probability: number;
  /** Cosine of its nearest phrase. */
  nearness: number;
  /** Share of the utterance's words, weighed by rarity, that the class knows at all. */
  coverage: number;
};

export type ClassRanker = {
  lexicon: Lexicon;
  /** `content`: a reading without politeness and pronouns. */
  content(reading: Reading): Reading;
  rank(content: Reading): Fit[];
};

const OTHER_MARKS = 0.5;

/** Learns the classes. About half a second for 90 classes and 1,700 phrases; then well below a millisecond a reading. */
export function createClassRanker(classes: PhraseClass[], synonyms: Synonyms, book: SpellingBook, kept?: KeptLearning): ClassRanker {
  const reader = createFeatureReader(synonyms, book);
  const plain = (text: string) => readText(text, book)[0] ?? [];
  const contentOf = (text: string) => reader.content(plain(text));
  const labelled = classes.flatMap((one, label) => one.phrases.map((phrase) => ({ label, content: contentOf(phrase) })));
  const lexicon = createLexicon(lexiconWords(classes, synonyms).flatMap((text) => plain(text).map((word) => word.text)));
  // Twice: as written and without diacritics, so that both ways of typing meet a phrase of their own kind.
  const examples = labelled.filter(({ content }) => content.length > 0).flatMap(({ label, content }) => [
    { label, features: reader.features(content) },
    { label, features: reader.features(withoutMarks(content)) },
  ]);
  const space = createFeatureSpace(examples.map((example) => example.features));
  const vectors = examples.map((example) => space.vector(example.features));
  const labels = examples.map((example) => example.label);
  const nearest = createNearestPhrases(vectors, labels, classes.length, space.size);
  const classify = trainClassifier(vectors, labels, classes.length, space.size, kept);
  const known = classes.map((one) => knownFeatures([...one.phrases, ...(one.background ?? [])].map((text) => reader.features(contentOf(text)))));

  function rank(content: Reading): Fit[] {
    const features = reader.features(content);
    const vector = space.vector(features);
    const probabilities = classify(vector);
    const nearness = nearest(vector);
    return classes.map((one, i) => ({
      id: one.id,
      probability: probabilities[i] ?? 0,
      nearness: nearness[i] ?? 0,
      coverage: coverageOf(content, known[i] ?? new Set(), space.rarity),
    }));
  }
  return { lexicon, content: reader.content, rank };
}

function lexiconWords(classes: PhraseClass[], synonyms: Synonyms): string[] {
  return [...classes.flatMap((one) => [...one.phrases, ...(one.background ?? [])]), ...Object.values(synonyms).flat()];
}

function withoutMarks(reading: Reading): Reading {
  return reading.map((word) => ({ ...word, text: word.folded }));
}

function knownFeatures(all: Features[]): Set<string> {
  return new Set(all.flatMap((features) => [...features.keys()]));
}

/** A word typed with other diacritics than the class knows ("nặng" beside "năng") is only half of one. */
function coverageOf(content: Reading, known: Set<string>, rarity: (feature: string) => number): number {
  let all = 0;
  let covered = 0;
  for (const word of content) {
    const weight = rarity(wordFeature(word));
    all += weight;
    if (!known.has(wordFeature(word))) continue;
    covered += weight * (word.text === word.folded || known.has(markedFeature(word)) ? 1 : OTHER_MARKS);
  }
  return all === 0 ? 0 : covered / all;
}
