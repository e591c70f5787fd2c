import type { Reading, SpellingBook } from "../lib/vietnamese/index.ts";
import { createPhraseMatcher } from "./phrase-matcher.ts";
import type { PhraseMatcher } from "./phrase-matcher.ts";
import type { FaqEntry, Paraphrases } from "./understanding.ts";

export type DoubtData = { entries: FaqEntry[]; paraphrases?: Paraphrases; anchors?: Record<string, string[][]>; foreignWords?: string[] };

/** Is there a reason not to say this entry outright, however near it looks? */
export type Doubt = (entryId: string, reading: Reading) => boolean;

/**
 * Two plain rules, readable in the data, that keep a statistical neighbour from speaking about somebody else's business: the
 * entry's own anchor words are missing ("họp thôn khi nào" and the branch meeting), or a foreign word is there ("chuyển sinh
 * hoạt đảng") that the entry itself never uses.
 */
export function createDoubt({ entries, paraphrases = {}, anchors = {}, foreignWords = [] }: DoubtData, book: SpellingBook): Doubt {
  const matcher = (words: string[]) => createPhraseMatcher(words.map((word) => [word, word] as const), book);
  const groups = new Map(Object.entries(anchors).map(([id, lists]) => [id, lists.map((list) => matcher(list.map(String)))]));
  const foreign = matcher(foreignWords.filter((word) => word.includes(" ")));
  // One syllable without its diacritics is too many words at once ("bao" is no storm), so it must be typed in full.
  const foreignSyllables = new Set(foreignWords.filter((word) => !word.includes(" ")));
  const own = new Map(entries.map((entry) => [entry.id, wordsOf([entry.question, ...(paraphrases[entry.id] ?? [])])]));
  return (id, reading) => {
    const missesAnchor = (groups.get(id) ?? []).some((group: PhraseMatcher<string>) => group(reading).length === 0);
    if (missesAnchor) return true;
    const strangers = [...foreign(reading).map((hit) => hit.value), ...reading.map((word) => word.text).filter((text) => foreignSyllables.has(text))];
    return strangers.some((word) => !own.get(id)?.includes(` ${word} `));
  };
}

function wordsOf(phrases: string[]): string {
  return phrases.map((phrase) => ` ${phrase.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `).join("|");
}
