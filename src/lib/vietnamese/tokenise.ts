import { normalise } from "./normalise.ts";

/** At most this many words of one message are looked at. */
export const MAX_TOKENS = 80;

const RUN_OF_LETTERS = /[\p{L}\p{M}\p{N}]+/gu;
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/gu;

/** Words of a text, normalised, without punctuation, emoji and web addresses: "Ad ơi, 20k!" → ["ad", "ơi", "20k"]. */
export function tokenise(text: string): string[] {
  const words = normalise(text).replace(ADDRESS, " ").match(RUN_OF_LETTERS) ?? [];
  return words.slice(0, MAX_TOKENS).map((word) => word.slice(0, 40));
}
