import { foldNormalised } from "./fold.ts";
import type { Lexicon } from "./lexicon.ts";
import type { SpellingBook } from "./spelling-book.ts";
import { squeezeRepeats } from "./squeeze-repeats.ts";
import { tokenise } from "./tokenise.ts";
import { decodeTypedKeys } from "./typed-keys.ts";

/** One word as we read it. */
export type Word = {
  /** Normalised, with the diacritics that were typed or that the spelling table gives. */
  text: string;
  folded: string;
  /** 1 as typed or by table; less when guessed (a typo corrected). */
  sure: number;
};
export type Reading = Word[];

/** Ambiguous spellings multiply; this many readings are tried. */
export const MAX_READINGS = 6;

/** All readings of a chat message, the likeliest first; without a lexicon nothing is corrected. */
export function readText(text: string, book: SpellingBook, lexicon?: Lexicon): Reading[] {
  const words = tokenise(text).flatMap((word) => splitUnit(book.has(word) ? word : squeezeRepeats(word)));
  let readings: Reading[] = [[]];
  for (let i = 0; i < words.length; ) {
    const { length, choices } = choicesAt(words, i, book, lexicon);
    readings = multiply(readings, choices);
    i += length;
  }
  return readings;
}

function multiply(readings: Reading[], choices: Reading[]): Reading[] {
  const [only] = choices;
  if (choices.length === 1 && only) {
    for (const reading of readings) reading.push(...only);
    return readings;
  }
  return choices.flatMap((choice) => readings.map((reading) => [...reading, ...choice])).slice(0, MAX_READINGS);
}

function choicesAt(words: string[], index: number, book: SpellingBook, lexicon?: Lexicon): { length: number; choices: Reading[] } {
  const rule = book.lookUp(words, index);
  if (rule) return { length: rule.length, choices: rule.readings.map((reading) => reading.map((text) => asWord(text))) };
  return { length: 1, choices: [readWord(words[index] ?? "", lexicon)] };
}

function readWord(typed: string, lexicon?: Lexicon): Reading {
  const word = asWord(typed);
  if (lexicon?.has(word.folded)) return [word];
  const decoded = decodeTypedKeys(typed);
  if (decoded !== undefined && (!lexicon || lexicon.has(foldNormalised(decoded)))) return [asWord(decoded)];
  const corrected = lexicon?.correct(word.folded);
  return corrected ? corrected.words.map((text) => asWord(text, corrected.sure)) : [word];
}

function asWord(text: string, sure = 1): Word {
  return { text, folded: foldNormalised(text), sure };
}

/** "15t", "18tuoi" → "15 tuổi"; every other mix of digits and letters (20k, 45kg, hk1, 24h) stays one word. */
function splitUnit(word: string): string[] {
  const age = /^(\d{1,2})(?:t|tuoi|tuổi)$/.exec(word);
  return age?.[1] ? [age[1], "tuổi"] : [word];
}
