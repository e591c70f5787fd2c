const LONG_RUN = /(\p{L})\1{2,}/gu;
// Vietnamese spelling has no doubled final letter; "oo" (xoong) never ends a word. Telex doubles (aa, ee, oo, dd) come with a tone letter and are decoded elsewhere.
const DOUBLE_END = /(\p{L})\1$/u;

/** Drawn-out letters back to one: "koooo" → "ko", "vângggg" → "vâng", "okk" → "ok". Digits stay ("1000"). Idempotent. */
export function squeezeRepeats(word: string): string {
  const short = word.replace(LONG_RUN, "$1");
  return short.length > 2 ? short.replace(DOUBLE_END, "$1") : short;
}
