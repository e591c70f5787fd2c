import { createPhraseDropper, createSpellingBook, politeParticles, pronouns, readText, standardSpellings } from "../lib/vietnamese/index.ts";
import type { Question, QuestionModels } from "./model.ts";

const book = createSpellingBook(standardSpellings);
const dropPolite = createPhraseDropper([...politeParticles, ...pronouns]);

/** Words of any question; alike in these is not alike. Folded. */
const empty = new Set("co khong la gi the nao sao nhu cho duoc bao gio khi nhieu va cua thi o tai ve de cac nhung ma hay hoac xa minh chung em bi se da dang den toi nay do voi can muon hoi".split(" "));

/** Most public questions looked through, newest first: a commune has some hundred. */
const mostCompared = 500;
/** Below this two questions only share a subject. */
const nearEnough = 0.34;

/** Earlier public questions that ask nearly the same, nearest first. */
export async function similarQuestions(models: QuestionModels, text: string, most = 3): Promise<Question[]> {
  const open = { public: true, state: { $nin: ["merged", "not-accepted"] } } as Record<string, unknown>;
  const earlier = await models.questions.find(open).sort({ askedAt: -1 }).limit(mostCompared).lean<Question[]>();
  const bags = earlier.map((question) => words(`${question.text} ${question.label ?? ""}`));
  const weight = rarity(bags);
  const wanted = words(text);
  return earlier
    .map((question, i) => ({ question, near: alike(wanted, bags[i]!, weight) }))
    .filter((one) => one.near >= nearEnough)
    .sort((a, b) => b.near - a.near)
    .slice(0, most)
    .map((one) => one.question);
}

/** Single words and pairs of neighbours: Vietnamese words are mostly two syllables. */
function words(text: string): Set<string> {
  const [reading = []] = readText(text, book);
  const kept = dropPolite(reading).map((word) => word.folded).filter((word) => !empty.has(word));
  return new Set([...kept, ...kept.slice(1).map((word, i) => `${kept[i]} ${word}`)]);
}

function rarity(bags: Set<string>[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const bag of bags) for (const word of bag) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + (bags.length + 1) / ((counts.get(word) ?? 0) + 1)) * (word.includes(" ") ? 1.5 : 1);
}

/** 0..1: weighted share of what both have. */
function alike(a: Set<string>, b: Set<string>, weight: (word: string) => number): number {
  const sum = (bag: Iterable<string>): number => [...bag].reduce((total, word) => total + weight(word), 0);
  const common = sum([...a].filter((word) => b.has(word)));
  return common === 0 ? 0 : common / Math.sqrt(sum(a) * sum(b));
}
