import { normalise } from "./normalise.ts";

/**
 * Key without diacritics and case: "Đoàn" and "doan" → "doan". Idempotent. Bounded like `normalise`.
 * đ has no decomposition in Unicode, so it is mapped by hand.
 */
export function fold(text: string): string {
  return foldNormalised(normalise(text));
}

/** The same for text that went through `normalise` already (the hot path folds word by word). */
export function foldNormalised(text: string): string {
  if (isPlain(text)) return text;
  return text.normalize("NFD").replace(/\p{M}+/gu, "").replaceAll("đ", "d");
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
