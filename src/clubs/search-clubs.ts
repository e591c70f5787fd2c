import { createSpellingBook, foldNormalised, readText, standardSpellings, tokenise, type Word } from "../lib/vietnamese/index.ts";
import { listClubs, type Club, type ClubModels } from "./model.ts";

const book = createSpellingBook(standardSpellings);

/** Folded words that stand in many wishes and names and tell no club apart. */
const empty = new Set("clb cau lac bo doi nhom to hop tac xa thon cua cho em minh anh chi ban toi muon thich vao tham gia dang ky co khong nao gi tim hoi thanh nien va o ve cac nhung".split(" "));

/**
 * Clubs that fit free words such as "bóng đá" or "da banh", best first; only those that fit as well as the best, so one
 * result is an answer and several are a question. Words without diacritics fit, words with other diacritics do not.
 */
export async function searchClubs(models: ClubModels, text: string, commune?: string): Promise<Club[]> {
  const clubs = await listClubs(models, undefined, commune);
  const readings = readText(text.slice(0, 200), book).map((reading) => reading.filter((word) => !empty.has(word.folded)));
  const scored = clubs.map((club) => ({ club, score: Math.max(0, ...readings.map((reading) => fit(reading, club))) }));
  const best = Math.max(0, ...scored.map((one) => one.score));
  return best < 0.5 ? [] : scored.filter((one) => one.score >= best - 1e-9).map((one) => one.club);
}

/** Share of the wished words the club knows, under its best name: "bóng đá nữ" fits "bóng đá" by two thirds. */
function fit(reading: Word[], club: Club): number {
  if (reading.length === 0) return 0;
  const phrases = [club.name, club.label, ...club.keywords].map((phrase) => tokenise(phrase));
  const all = new Set(phrases.flat());
  const whole = phrases.some((phrase) => reading.every((word) => knows(new Set(phrase), word)));
  const share = reading.filter((word) => knows(all, word)).length / reading.length;
  return share === 1 && !whole ? 0.9 : share;
}

function knows(words: ReadonlySet<string>, word: Word): boolean {
  if (words.has(word.text)) return true;
  return word.text === word.folded && [...words].some((one) => foldNormalised(one) === word.folded);
}
