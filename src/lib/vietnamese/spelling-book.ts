import { normalise } from "./normalise.ts";
import { tokenise } from "./tokenise.ts";
import moreSpellings from "./data/more-spellings.vi.json" with { type: "json" };
import teencode from "./data/teencode.vi.json" with { type: "json" };

/** One chat spelling. `to` holds one text, or several readings; the neighbours decide where the rule holds. */
export type Spelling = {
  from: string | string[];
  to: string | string[];
  /** Neighbouring words as typed (lower case). */
  onlyAfter?: string[];
  onlyBefore?: string[];
  unlessAfter?: string[];
  unlessBefore?: string[];
  /** Teencode table: "NEVER count as legal consent" and other remarks for people. */
  note?: string;
  ambiguous?: boolean;
};

type Rule = Omit<Spelling, "from" | "to"> & { length: number; readings: string[][] };

export type SpellingBook = {
  /** Is there a rule for this one word? Then its doubled letters are meant ("app"). */
  has(word: string): boolean;
  /** Rule for the words starting at `index`, longest first; how many words it eats and their readings (lists of words). */
  lookUp(words: string[], index: number): { length: number; readings: string[][] } | undefined;
};

/** The project's own tables: the 80 given entries, and ours, which come first because they know more contexts. */
export const standardSpellings: Spelling[] = [...(moreSpellings as Spelling[]), ...(teencode as Spelling[])];

const MAX_RULE_WORDS = 4;

export function createSpellingBook(spellings: Spelling[]): SpellingBook {
  const rules = new Map<string, Rule[]>();
  for (const spelling of spellings) for (const from of [spelling.from].flat()) addRule(rules, from, spelling);
  return {
    has: (word) => rules.has(word),
    lookUp(words, index) {
      for (let length = Math.min(MAX_RULE_WORDS, words.length - index); length > 0; length--) {
        const rule = rules.get(words.slice(index, index + length).join(" "))?.find((one) => holds(one, words, index));
        if (rule) return { length, readings: rule.readings };
      }
      return undefined;
    },
  };
}

function addRule(rules: Map<string, Rule[]>, from: string, spelling: Spelling): void {
  const { from: _from, to, ...conditions } = spelling;
  const key = normalise(from);
  const rule = { ...conditions, length: key.split(" ").length, readings: [to].flat().map(tokenise) };
  rules.set(key, [...(rules.get(key) ?? []), rule]);
}

function holds(rule: Rule, words: string[], index: number): boolean {
  const before = words[index - 1];
  const after = words[index + rule.length];
  // "20 k", "45 kg", "24 h": a unit, not a chat spelling.
  if (before !== undefined && /^\d+$/.test(before) && /^(?:k|kg|h|m|g|d|đ|hk)$/.test(words[index] ?? "")) return false;
  if (rule.onlyAfter && !rule.onlyAfter.includes(before ?? "")) return false;
  if (rule.onlyBefore && !rule.onlyBefore.includes(after ?? "")) return false;
  return !rule.unlessAfter?.includes(before ?? "") && !rule.unlessBefore?.includes(after ?? "");
}
