import { createPhraseDropper, politeParticles } from "./drop-phrases.ts";
import { readText } from "./read-text.ts";
import type { Reading } from "./read-text.ts";
import { createSpellingBook, standardSpellings } from "./spelling-book.ts";

// "ok" must never press an "Đồng ý" button for somebody: consent is explicit (Law 91/2025 art. 9).
const book = createSpellingBook(standardSpellings.filter((spelling) => !spelling.note?.includes("NEVER")));
const noSpellings = createSpellingBook([]);
const dropParticles = createPhraseDropper(politeParticles);

/**
 * Is this typed text the same as pressing the button? Case, diacritics, spaces, punctuation, emoji, chat spellings and polite
 * particles do not matter: "dang ky a" = "✅ Đăng ký". Diacritics that contradict do ("hỏi" is not "Hội").
 */
export function labelMatches(typed: string, label: string): boolean {
  const wanted = new Set(keysOf(label).map((key) => key.folded));
  if (wanted.size === 0) return false;
  const exact = keysOf(label).map((key) => key.text);
  return keysOf(typed).some((key) => wanted.has(key.folded) && (key.text === key.folded || exact.some((text) => isLessMarked(key.text, text))));
}

function keysOf(text: string): { text: string; folded: string }[] {
  const readings = [...readText(text, book), ...readText(text, noSpellings)];
  return readings.flatMap((reading) => [reading, dropParticles(reading)]).map(asKey).filter((key) => key.folded !== "");
}

function asKey(reading: Reading): { text: string; folded: string } {
  return { text: reading.map((word) => word.text).join(""), folded: reading.map((word) => word.folded).join("") };
}

/** Every letter of `typed` is the label's own or its plain form. Both fold to the same key. */
function isLessMarked(typed: string, label: string): boolean {
  const letters = [...label];
  return [...typed].every((letter, i) => letter === letters[i] || letter.charCodeAt(0) < 128);
}
