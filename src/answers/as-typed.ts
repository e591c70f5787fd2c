import { foldNormalised, tokenise } from "../lib/vietnamese/index.ts";
import type { Reading } from "../lib/vietnamese/index.ts";

/** The words as they stand, for English and a few others: chat spellings make "hits" a "hít", "a" an "anh", "cuu" a drawn-out "cu". */
export function asTyped(text: string): Reading {
  return tokenise(text).map((word) => ({ text: word, folded: foldNormalised(word), sure: 1 }));
}
