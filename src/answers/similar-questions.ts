import { createPhraseDropper, createSpellingBook, politeParticles, pronouns, readText, standardSpellings } from "../lib/vietnamese/index.ts";
import type { Reading } from "../lib/vietnamese/index.ts";

export type EarlierQuestion = { id: string; text: string };
/** `score` 0..1: cosine over words and word pairs, rare ones heavier. Below about 0.35 people do not see a likeness. */
export type SimilarQuestion = EarlierQuestion & { score: number };

export type QuestionIndex = {
  /** A known id is replaced. */
  add(question: EarlierQuestion): void;
  remove(id: string): void;
  /** Best first, at most `limit`, only what reaches `minimum` (0.2 when left out). */
  similar(text: string, limit: number, minimum?: number): SimilarQuestion[];
};

type Stored = { question: EarlierQuestion; features: Map<string, number> };

const book = createSpellingBook(standardSpellings);
const dropFillers = createPhraseDropper([...politeParticles, ...pronouns]);

/**
 * Keeps questions ready for "similar questions were asked before"; grows one by one. Memory only: about 1 kB a question. With 5,000
 * questions a search takes a few milliseconds, because only questions that share a word are looked at.
 */
export function createQuestionIndex(questions: Iterable<EarlierQuestion> = []): QuestionIndex {
  const stored = new Map<string, Stored>();
  const byFeature = new Map<string, Set<string>>();

  function add(question: EarlierQuestion): void {
    remove(question.id);
    const features = featuresOf(question.text);
    stored.set(question.id, { question, features });
    for (const name of features.keys()) {
      const ids = byFeature.get(name);
      if (ids) ids.add(question.id);
      else byFeature.set(name, new Set([question.id]));
    }
  }
  function remove(id: string): void {
    for (const name of stored.get(id)?.features.keys() ?? []) byFeature.get(name)?.delete(id);
    stored.delete(id);
  }
  function rarity(name: string): number {
    return Math.log(1 + (stored.size + 1) / ((byFeature.get(name)?.size ?? 0) + 1));
  }
  function length(features: Map<string, number>): number {
    let square = 0;
    for (const [name, weight] of features) square += (weight * rarity(name)) ** 2;
    return Math.sqrt(square) || 1;
  }
  function similar(text: string, limit: number, minimum = 0.2): SimilarQuestion[] {
    const wanted = featuresOf(text);
    const products = new Map<string, number>();
    for (const [name, weight] of wanted) {
      const square = rarity(name) ** 2 * weight;
      for (const id of byFeature.get(name) ?? []) products.set(id, (products.get(id) ?? 0) + square * (stored.get(id)?.features.get(name) ?? 0));
    }
    const own = length(wanted);
    // Only the best products can have the best cosines; measuring the length of all would cost more than the search.
    const likely = [...products].sort((a, b) => b[1] - a[1]).slice(0, Math.max(50, limit * 10));
    return likely
      .flatMap(([id, product]) => scored(stored.get(id), product / own))
      .filter(({ score }) => score >= minimum)
      .sort((a, b) => b.score - a.score || a.id.localeCompare(b.id))
      .slice(0, limit);
  }
  function scored(one: Stored | undefined, product: number): SimilarQuestion[] {
    return one ? [{ ...one.question, score: Math.round(Math.min(1, product / length(one.features)) * 1000) / 1000 }] : [];
  }
  for (const question of questions) add(question);
  return { add, remove, similar };
}

/** One-off ranking; keep a `createQuestionIndex` where it is asked often. */
export function similarQuestions(text: string, questions: EarlierQuestion[], limit: number): SimilarQuestion[] {
  return createQuestionIndex(questions).similar(text, limit);
}

/** Words and, lighter, pairs of words; folded, so that both ways of typing meet. */
function featuresOf(text: string): Map<string, number> {
  const features = new Map<string, number>();
  const words: Reading = dropFillers(readText(text, book)[0] ?? []);
  words.forEach((word, i) => {
    features.set(word.folded, 1);
    const next = words[i + 1];
    if (next) features.set(`${word.folded} ${next.folded}`, 0.6);
  });
  return features;
}
