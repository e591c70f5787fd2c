import { randomInt } from "node:crypto";
import type { Entry } from "../core/entry-address.ts";
import { newTypedCode, typedDigits, typedLetters } from "../core/typed-code.ts";
import { fold } from "../lib/vietnamese/index.ts";

const codeLength = 4;
const longestSlug = 20;

/** A name of one link: the code a person can type, and the slug that says where the link hangs. */
export function newLinkName(source: string, random: (below: number) => number = randomInt): { slug: string; code: string } {
  const code = newTypedCode(codeLength, random);
  const words = fold(source).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const readable = cutAtWord(words || "link", longestSlug - code.length - 1);
  return { slug: `${readable}-${code}`, code };
}

function cutAtWord(words: string, most: number): string {
  if (words.length <= most) return words;
  const cut = words.slice(0, most + 1);
  const end = cut.lastIndexOf("-");
  return (end > 0 ? cut.slice(0, end) : cut.slice(0, most)).replace(/-+$/, "");
}

/** What an entry link carries as its start payload: within Telegram's 64 characters of [A-Za-z0-9_-], the narrowest. */
export function refOf(slug: string): string {
  return `l_${slug}`;
}

/** How a link is opened on any channel. Its word is read off a poster; capitals are easier to tell apart, and read the same. */
export function entryOf({ _id, code }: { _id: string; code: string }): Entry {
  return { ref: refOf(_id), word: code.toUpperCase() };
}

/** The slug in a start payload, or undefined when it is not one of an entry link. */
export function slugInRef(ref: string): string | undefined {
  return /^l_([a-z0-9-]{3,20})$/.exec(ref)?.[1];
}

/** What somebody typed, if the whole of it could name a link: `k3m7`, `#K3M7`, `#thon-dong-k3m7`. `marked`: with the `#`. */
export function typedLinkName(text: string): { name: string; marked: boolean } | undefined {
  if (text.length > 40) return undefined;
  const [, mark, name] = /^(#?)([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(fold(text).trim().replace(/^#\s+/, "#").replace(/\s+/g, "-")) ?? [];
  const code = name?.split("-").at(-1);
  if (!name || !code || name.length > longestSlug || !isCode(code)) return undefined;
  return { name, marked: mark === "#" };
}

function isCode(text: string): boolean {
  return text.length === codeLength && typedLetters.includes(text[0]!) && [...text].every((one) => (typedLetters + typedDigits).includes(one)) && /\d/.test(text);
}
