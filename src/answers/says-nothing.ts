import { createPhraseDropper, politeParticles, pronouns, readText, tokenise } from "../lib/vietnamese/index.ts";
import type { Reading, SpellingBook } from "../lib/vietnamese/index.ts";

const NO_WORD = /^(?:\d+|\p{L})$/u;

/**
 * Is there nothing in this text that could be understood? Digits, single letters and signs ("1", "k", "???"), or only words of
 * agreement and politeness: an "ok" that nobody asked for must not start the withdrawal of a consent because the words touch.
 */
export function createSaysNothing(smallTalk: string[], book: SpellingBook): (text: string) => boolean {
  // As they come out of the reading, so that "ok" (read "đồng ý") is found whatever it was typed as.
  const spelled = smallTalk.map((phrase) => (readText(phrase, book)[0] ?? []).map((word) => word.text).join(" "));
  const dropTalk = createPhraseDropper([...smallTalk, ...spelled]);
  const dropPolite = createPhraseDropper([...politeParticles, ...pronouns]);
  const isTalk = (reading: Reading) => dropPolite(dropTalk(reading)).length === 0 || dropTalk(dropPolite(reading)).length === 0;
  return (text) => tokenise(text).every((word) => NO_WORD.test(word)) || readText(text, book).some(isTalk);
}
