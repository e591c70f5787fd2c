import { createSpellingBook, readText, standardSpellings } from "../lib/vietnamese/index.ts";
import type { Reading, Spelling } from "../lib/vietnamese/index.ts";
import { asTyped } from "./as-typed.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import { createPhraseMatcher } from "./phrase-matcher.ts";

/** What data/urgent.vi.yaml holds; its head explains the parts. */
export type UrgentData = {
  harmless: string[];
  words: Record<string, string>;
  rules: { about: string; patterns: string[]; unless?: string[] }[];
};

export type IsUrgent = (text: string) => boolean;

/** Stands where a harmless phrase was: no pattern has it, so nothing fits across it word by word. */
const HIDDEN = { text: "·", folded: "·", sure: 1 };

/**
 * Hears somebody who may be in danger. Rules only, on every spelling of the text, and no learning: what is heard can be read
 * in the data, and a text costs a fraction of a millisecond, so that a turn can afford it for every message.
 */
export function createUrgent({ harmless, words, rules }: UrgentData, spellings: Spelling[] = standardSpellings): IsUrgent {
  const book = createSpellingBook(spellings);
  const named = harmless.map((phrase) => [phrase, phrase] as const);
  const matchers = [createPhraseMatcher(named, book), createPhraseMatcher(named, createSpellingBook([]))];
  const spelledOut = (pattern: string) => pattern.replace(/\{(\w+)\}/g, (_whole, name: string) => groupOf(words, name));
  const { byFirstWord, anywhere } = indexed(
    rules.flatMap(({ patterns, unless = [] }) => {
      const excuses = unless.map((pattern) => compilePattern(spelledOut(pattern)));
      return patterns.map((pattern) => ({ pattern: compilePattern(spelledOut(pattern)), excuses }));
    }),
  );

  function hide(reading: Reading): Reading {
    const hits = matchers.flatMap((find) => find(reading));
    if (hits.length === 0) return reading;
    return reading.map((word, i) => (hits.some(({ start, length }) => i >= start && i < start + length) ? HIDDEN : word));
  }
  function isHeard(reading: Reading): boolean {
    const excused = new Map<Pattern[], boolean>();
    const counts = ({ excuses }: Rule) => {
      if (!excused.has(excuses)) excused.set(excuses, excuses.some((pattern) => pattern(reading) !== undefined));
      return excused.get(excuses) === false;
    };
    const fitsAt = (place: number) => (rule: Rule) => rule.pattern.at(reading, place) !== undefined && counts(rule);
    return reading.some((word, place) => byFirstWord.get(word.folded)?.some(fitsAt(place))) || anywhere.some((rule) => rule.pattern(reading) !== undefined && counts(rule));
  }
  return (text) => [asTyped(text), ...readText(text, book)].some((reading) => isHeard(hide(reading)));
}

type Rule = { pattern: Pattern; excuses: Pattern[] };

/** By the words that can open them: of hundreds of patterns a word of a text wakes a handful. */
function indexed(rules: Rule[]): { byFirstWord: Map<string, Rule[]>; anywhere: Rule[] } {
  const byFirstWord = new Map<string, Rule[]>();
  for (const rule of rules) for (const word of rule.pattern.opens ?? []) byFirstWord.set(word, [...(byFirstWord.get(word) ?? []), rule]);
  return { byFirstWord, anywhere: rules.filter(({ pattern }) => !pattern.opens) };
}

function groupOf(words: Record<string, string>, name: string): string {
  const group = words[name];
  if (group === undefined) throw new Error(`No such group of words: {${name}}`);
  return group;
}
