import { foldNormalised } from "./fold.ts";
import { soundKey } from "./sound-key.ts";
import { isSyllable } from "./syllable.ts";

/** The words we know, folded, with how often our own texts use them; corrects what is not among them. */
export type Lexicon = {
  has(folded: string): boolean;
  /** Nearest known word, or several for words written together; undefined when nothing is near. `sure` 0..1. */
  correct(folded: string): { words: string[]; sure: number } | undefined;
};

const SOUND_SURE = 0.75;
const EDIT_SURE = 0.8;
const SPLIT_SURE = 0.9;

/** `words`: any texts' words (normalised), repeated as often as they occur. */
export function createLexicon(words: Iterable<string>): Lexicon {
  const counts = new Map<string, number>();
  for (const word of words) count(counts, foldNormalised(word));
  const bySound = groupBy(counts, (word) => [soundKey(word)]);
  const byDeletion = groupBy(counts, (word) => (word.length >= 4 && word.length <= 12 ? deletions(word) : []));
  const best = (found: Iterable<string>) => [...found].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0];

  function correct(folded: string): { words: string[]; sure: number } | undefined {
    if (counts.has(folded) || folded.length < 2 || /\d/.test(folded)) return undefined;
    const alike = folded.length >= 3 ? best((bySound.get(soundKey(folded)) ?? []).filter((word) => word[0] !== folded[0] || !isSyllable(folded))) : undefined;
    if (alike) return { words: [alike], sure: SOUND_SURE };
    if (isSyllable(folded) || folded.length < 4 || folded.length > 30) return undefined;
    const parts = splitWord(folded, (part) => counts.has(part) && isSyllable(part));
    if (parts) return { words: parts, sure: SPLIT_SURE };
    const near = folded.length <= 12 ? best(neighbours(folded, byDeletion, counts)) : undefined;
    return near ? { words: [near], sure: EDIT_SURE } : undefined;
  }
  return { has: (folded) => counts.has(folded), correct };
}

function count(counts: Map<string, number>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

function groupBy(words: Map<string, number>, keys: (word: string) => Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words.keys()) {
    for (const key of keys(word)) {
      const group = groups.get(key);
      if (group) group.push(word);
      else groups.set(key, [word]);
    }
  }
  return groups;
}

function deletions(word: string): Set<string> {
  const shorter = new Set<string>();
  for (let i = 0; i < word.length; i++) shorter.add(word.slice(0, i) + word.slice(i + 1));
  return shorter;
}

/** Known words one insertion, deletion, replacement or swap of neighbours away. */
function neighbours(word: string, byDeletion: Map<string, string[]>, counts: Map<string, number>): Set<string> {
  const found = new Set<string>(byDeletion.get(word) ?? []);
  for (const shorter of deletions(word)) {
    if (counts.has(shorter) && shorter.length >= 4) found.add(shorter);
    for (const candidate of byDeletion.get(shorter) ?? []) if (isOneEdit(word, candidate)) found.add(candidate);
  }
  return found;
}

function isOneEdit(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const different = [...a].map((letter, i) => (letter === b[i] ? -1 : i)).filter((i) => i >= 0);
  const [first, second] = different;
  if (different.length === 1) return true;
  return different.length === 2 && first !== undefined && second === first + 1 && a[first] === b[second] && a[second] === b[first];
}

/** "doanphi" → ["doan", "phi"]: at most five known syllables of two letters or more, the fewest that fit. */
function splitWord(word: string, known: (part: string) => boolean, left = 5): string[] | undefined {
  if (word.length < 4 || left < 2) return undefined;
  for (let cut = Math.min(6, word.length - 2); cut >= 2; cut--) {
    const head = word.slice(0, cut);
    const tail = word.slice(cut);
    if (!known(head)) continue;
    if (known(tail)) return [head, tail];
    const rest = splitWord(tail, known, left - 1);
    if (rest) return [head, ...rest];
  }
  return undefined;
}
