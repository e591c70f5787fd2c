const units: Record<string, number> = { khong: 0, mot: 1, hai: 2, ba: 3, bon: 4, tu: 4, nam: 5, lam: 5, sau: 6, bay: 7, tam: 8, chin: 9 };
// After tens: hai mươi mốt, hai mươi nhăm.
const afterTens: Record<string, number> = { ...units, nham: 5 };

/** "mười hai" → 12, "hai mươi mốt" → 21, "tám" → 8, for folded words from 0 to 99; anything else undefined. */
export function readNumberWords(folded: string): number | undefined {
  const words = folded.split(" ");
  if (words.length === 1) return words[0] === "muoi" ? 10 : own(units, words[0]!);
  if (words[0] === "muoi") return words.length === 2 ? positive(own(units, words[1]!), 10) : undefined;
  const tens = own(units, words[0]!);
  if (!tens || tens < 2 || words[1] !== "muoi" || words.length > 3) return undefined;
  return words.length === 2 ? tens * 10 : positive(own(afterTens, words[2]!), tens * 10);
}

function positive(unit: number | undefined, tens: number): number | undefined {
  return unit ? tens + unit : undefined;
}

function own(table: Record<string, number>, word: string): number | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
