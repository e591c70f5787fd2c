import { firstCharacters, plainLine } from "../lib/text/plain-text.ts";

const longest = 80;

/**
 * A file's name as staff may see it and save it under: one line without folders, invisible or direction-turning characters and signs
 * that mean something to a file system; never hidden, never empty.
 */
export function safeName(name: string): string {
  const last = plainLine(firstCharacters(name, 500)).split(/[/\\]/).at(-1)!;
  const plain = last.replace(/[<>:"|?*\p{C}\p{Zl}\p{Zp}]/gu, "").replace(/\s+/g, " ").replace(/^[.\s]+|[.\s]+$/g, "");
  return shorten(plain) || "file";
}

/** The name with the ending of what the file really is: `hoa-don.pdf.exe` that is a picture becomes `hoa-don.pdf.jpg`. */
export function withEnding(name: string, ending: string): string {
  const safe = safeName(name);
  const bare = /\.[A-Za-z0-9]{1,5}$/.test(safe) ? safe.slice(0, safe.lastIndexOf(".")) : safe;
  return `${bare || "file"}.${ending}`;
}

/** Keeps the ending. */
function shorten(name: string): string {
  if ([...name].length <= longest) return name;
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? "";
  return firstCharacters(name, longest - ending.length).trim() + ending;
}
