import { randomInt } from "node:crypto";

/**
 * Letters and digits of codes: people type them with a Vietnamese keyboard on, where vowels, d and w (Telex: dd, w; VNI: d9)
 * turn into other letters and s f r x j z into tones. None of those is here, nor what looks like another on a poster (0 1, b g q).
 */
export const typedLetters = "chkmnpt";
export const typedDigits = "23456789";

/** Begins with a letter and has a digit behind it: neither a word nor "9h45" looks like one. */
export function newTypedCode(length: number, random: (below: number) => number = randomInt): string {
  const pick = (from: string): string => from[random(from.length)]!;
  const rest = Array.from({ length: length - 1 }, () => pick(typedLetters + typedDigits));
  if (!rest.some((one) => typedDigits.includes(one))) rest[random(rest.length)] = pick(typedDigits);
  return pick(typedLetters) + rest.join("");
}
