import { createHmac } from "node:crypto";

/** No 0 O 1 I L U V: nothing that looks or sounds like another. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTWXYZ";
const digits = "23456789";

/**
 * A code people can read aloud, "CLB-7K2M9Q": always the same for the same act, and without the secret nobody can tell an
 * act's code. `attempt` gives the next code where one is taken; with six characters there are 594 million.
 */
export function shortCode(prefix: string, secret: string, key: string, attempt = 0): string {
  const bytes = createHmac("sha256", secret).update(`code|${prefix}|${key}|${attempt}`).digest();
  const letters = Array.from({ length: 6 }, (_, i) => alphabet[bytes[i]! % alphabet.length]!);
  // At least one digit, so that a code is never taken for a word of the talk around it.
  if (!letters.some((letter) => digits.includes(letter))) letters[bytes[6]! % 6] = digits[bytes[7]! % digits.length]!;
  return `${prefix}-${letters.join("")}`;
}
