import { randomInt } from "node:crypto";
import { fold } from "../lib/vietnamese/index.ts";

/**
 * Letters and digits of codes: people type them with a Vietnamese keyboard on, where vowels, d and w (Telex: dd, w; VNI: d9)
 * turn into other letters and s f r x j z into tones. None of those is here, nor what looks like another on a poster (0 1, b g q).
 */
const letters = "chkmnpt";
const digits = "23456789";
const codeLength = 4;
const longestSlug = 20;

/** A name of one link: the code a person can type, and the slug that says where the link hangs. */
export function newLinkName(source: string, random: (below: number) => number = randomInt): { slug: string; code: string } {
  const code = newCode(random);
  const words = fold(source).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const readable = cutAtWord(words || "link", longestSlug - code.length - 1);
  return { slug: `${readable}-${code}`, code };
}

/** Begins with a letter and has a digit behind it: neither a word nor "9h45" looks like one. */
function newCode(random: (below: number) => number): string {
  const pick = (from: string): string => from[random(from.length)]!;
  const rest = Array.from({ length: codeLength - 1 }, () => pick(letters + digits));
  if (!rest.some((one) => digits.includes(one))) rest[random(rest.length)] = pick(digits);
  return pick(letters) + rest.join("");
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
  return text.length === codeLength && letters.includes(text[0]!) && [...text].every((one) => (letters + digits).includes(one)) && /\d/.test(text);
}
