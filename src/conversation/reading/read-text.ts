/** Characters (code points) an answer may have; more is asked again, not cut: half a question is a wrong question. */
export const longestAnswer = 1000;

// Zero-width joiner stays: family and flag emoji are built with it.
const invisible = /[\p{Cc}\p{Cs}\p{Co}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu;

/** One line of composed, visible text: control and invisible characters out, white space squeezed. */
export function readText(typed: string): string {
  // A mile of text is cut before the costly part; it is too long anyway.
  const bounded = typed.slice(0, longestAnswer * 4).toWellFormed();
  return bounded.replace(/\s+/gu, " ").replace(invisible, "").normalize("NFC").replace(/ {2,}/g, " ").trim();
}

/** The same with its line breaks; at most one empty line between two. */
export function readLines(typed: string): string {
  return typed.slice(0, longestAnswer * 4).split(/\r\n?|\n/).map(readText).join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
