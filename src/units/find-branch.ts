import { foldNormalised, tokenise } from "../lib/vietnamese/index.ts";
import { branches, type Unit, type UnitModels } from "./model.ts";

/** What a place is called before its name. Folded, longest first where one begins another. */
const kinds = ["chi doan", "thon", "lang", "xom", "ban", "ap", "khu pho", "to dan pho", "khu", "to", "doi"].map((words) => words.split(" "));
/** What may stand before a place somebody tells of, besides its kind: "em ở", "nhà mình bên". Folded. */
const before = new Set(["da", "em", "e", "minh", "mk", "toi", "tui", "to", "chau", "con", "anh", "chi", "o", "tai", "nha", "ben", "que", "cua", "dang", "song", "thuoc", "sinh", "hoat", ...kinds.flat()]);
/** What may follow: a bigger place, "cũ", politeness. Folded. */
const after = new Set(["xa", "phuong", "huyen", "quan", "thi", "tinh", "tp", "cu", "nay", "do", "day", "a", "nhe", "nha", "ah"]);

type Fit = { unit: Unit; words: number };

/**
 * The branch somebody means by a village's name, old names included ("thôn Hợp Nhất" after a merger), with or without the
 * word for village, without diacritics, in "em ở thôn Đông ạ". The whole name has to be there and nothing else: "Đông Sơn"
 * is not Đông. Two branches that fit alike are none: better asked again than filed wrongly.
 */
export async function findBranch(models: UnitModels, text: string, commune?: string): Promise<Unit | undefined> {
  const parts = text.slice(0, 200).split(/[.,;:!?()\/\n]+|\s[-–]\s/).map(tokenise).filter((words) => words.length > 0);
  const fits = (await branches(models, commune)).flatMap((unit) => namesOf(unit).flatMap((name) => (parts.some((words) => tells(words, name)) ? [{ unit, words: name.length }] : [])));
  return onlyBest(fits);
}

/** "Minh Tân" contains "Tân": more words told of it say which. */
function onlyBest(fits: Fit[]): Unit | undefined {
  const most = Math.max(0, ...fits.map((fit) => fit.words));
  const [best, ...others] = new Set(fits.filter((fit) => fit.words === most).map((fit) => fit.unit));
  return others.length === 0 ? best : undefined;
}

/** Each name in full and without the word for what it is, as words. */
function namesOf(unit: Unit): string[][] {
  return [unit.name, unit.label, ...unit.aliases].map(tokenise).flatMap((full) => {
    const names = [full];
    for (let rest = withoutKind(full); rest; rest = withoutKind(rest)) names.push(rest);
    return names;
  });
}

/** "thôn Đông" → "Đông". Never down to nothing or to a number: "tổ 3" and "thôn 3" are two places. */
function withoutKind(name: string[]): string[] | undefined {
  const kind = kinds.find((words) => words.every((word, i) => name[i] !== undefined && foldNormalised(name[i]) === word));
  const rest = kind ? name.slice(kind.length) : [];
  return rest.length === 0 || rest.every((word) => /^\d+\p{L}?$/u.test(word)) ? undefined : rest;
}

function tells(words: string[], name: string[]): boolean {
  return words.some((_, start) => {
    const end = start + name.length;
    if (end > words.length || !name.every((word, i) => isSame(words[start + i]!, word))) return false;
    const follower = words[end];
    return words.slice(0, start).every((word) => before.has(foldNormalised(word))) && (follower === undefined || after.has(foldNormalised(follower)));
  });
}

/** Typed without diacritics fits all; other diacritics are another word. */
function isSame(typed: string, word: string): boolean {
  return typed === word || typed === foldNormalised(word);
}
