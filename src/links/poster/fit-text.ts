import type { Measure, Weight } from "./fonts.ts";

export type TextBox = { width: number; most: number; least: number; lines: number; weight: Weight };
export type FittedText = { lines: string[]; size: number; height: number };

const lineHeight = 1.24;

/** The text in lines no wider than the box: as big as it goes, and cut with "…" only where even the smallest is too big. */
export function fitText(text: string, box: TextBox, measure: Measure): FittedText {
  for (let size = box.most; size >= box.least; size--) {
    const lines = wrap(text, size, box, measure);
    if (lines.length <= box.lines && !breaksWords(lines, text)) return fitted(lines, size);
  }
  const lines = wrap(text, box.least, box, measure);
  return fitted(lines.length <= box.lines ? lines : cut(lines, box, measure), box.least);
}

function fitted(lines: string[], size: number): FittedText {
  return { lines, size, height: lines.length * size * lineHeight };
}

/** A smaller letter is better than a word in two. */
function breaksWords(lines: string[], text: string): boolean {
  return lines.join(" ") !== words(text).join(" ");
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

function wrap(text: string, size: number, { width, weight }: TextBox, measure: Measure): string[] {
  const fits = (line: string): boolean => measure(line, size, weight) <= width;
  const lines: string[] = [];
  let line = "";
  for (const piece of words(text).flatMap((word) => pieces(word, fits))) {
    const longer = line ? `${line} ${piece}` : piece;
    if (fits(longer)) line = longer;
    else {
      lines.push(line);
      line = piece;
    }
  }
  return line ? [...lines, line] : lines;
}

/** A word wider than the box (an address) in parts that fit. */
function pieces(word: string, fits: (line: string) => boolean): string[] {
  if (fits(word)) return [word];
  const parts: string[] = [];
  let part = "";
  for (const letter of word) {
    if (part && !fits(part + letter)) {
      parts.push(part);
      part = "";
    }
    part += letter;
  }
  return [...parts, part];
}

function cut(lines: string[], box: TextBox, measure: Measure): string[] {
  const kept = lines.slice(0, box.lines);
  let last = kept.pop()!;
  while (last && measure(`${last}…`, box.least, box.weight) > box.width) last = [...last].slice(0, -1).join("").trimEnd();
  return [...kept, `${last}…`];
}
