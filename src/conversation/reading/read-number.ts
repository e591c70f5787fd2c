import { fold } from "../../lib/vietnamese/fold.ts";
import { readNumberWords } from "./read-number-words.ts";

/** A number, with at most one word behind it ("12 tuổi", "18t"). */
const written = /^([+-]?)(\d{1,3}(?:[. ]\d{3})+|\d{1,12})(?:,(\d{1,6})|\.(\d{1,6}))? ?(?:\p{L}{1,8})?\.?$/u;

/**
 * A number as Vietnamese write it: the comma is decimal, the full stop groups thousands ("1.000" is a thousand, "12.5" is 12.5).
 * "1,000" is refused: half of its writers mean a thousand and half mean one.
 */
export function readNumber(text: string): number | undefined {
  const folded = fold(text).trim();
  const match = written.exec(folded);
  if (!match) return readNumberWords(folded);
  const [, sign, whole, comma, stop] = match;
  if (comma?.length === 3) return undefined;
  const value = Number(`${whole!.replace(/[. ]/g, "")}.${comma ?? stop ?? "0"}`);
  return sign === "-" && value !== 0 ? -value : value;
}
