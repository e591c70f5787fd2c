import { fold, tokenise } from "../lib/vietnamese/index.ts";

/** So many words of a name are looked up by; longer names exist in no register. */
const mostWords = 8;

/** A name's words without diacritics: "Nguyễn Thị Lan" → ["nguyen", "thi", "lan"]. */
export function nameWords(name: string): string[] {
  return fold(name).split(/[^a-z0-9]+/).filter(Boolean).slice(0, mostWords);
}

/** Given name first, as Vietnamese lists are ordered: "lan nguyen thi". */
export function sortKey(name: string): string {
  const words = nameWords(name);
  return [words.at(-1) ?? "", ...words.slice(0, -1)].join(" ");
}

/**
 * What a person is found by: the name beginning at each of its words, the phone number as it is dialled and its last digits,
 * the member's code. Ranges of these strings answer "lan", "thi lan", "nguyen thi l", "0912345" and "5678" from an index.
 */
export function keysOf(person: { name: string; phone?: string | undefined; memberCode?: string | undefined }): string[] {
  const words = nameWords(person.name);
  const names = words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(" "));
  const local = person.phone?.replace(/^\+84/, "0").replace(/\D/g, "");
  const code = person.memberCode && fold(person.memberCode).replace(/[^a-z0-9]/g, "");
  return [...new Set([...names, ...(local ? [local, `#${local.slice(-4)}`] : []), ...(code ? [code] : [])])];
}

/** Words as typed with their tones, for telling Hà from Hạ when somebody took the trouble to type them. */
export function typedWords(text: string): string[] {
  return tokenise(text.slice(0, 100));
}
