const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** How far behind a cut we look to see whether it would fall inside a character; longer clusters are not real text. */
const lookahead = 64;

/**
 * Cuts a text into parts of at most `max` UTF-16 units; joined they are exactly the text.
 * Prefers the end of a paragraph, a line, a sentence, a word, in that order. A cut inside a word (and so inside a web address)
 * happens only when the word alone is longer than a part, and even then never inside a letter with its marks or an emoji,
 * unless that single character is longer than a part.
 *
 * UTF-16 units are counted because no platform says which unit it means and this is the largest of the plausible counts.
 */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const end = cutAt(rest, max);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest.length > 0 || parts.length === 0) parts.push(rest);
  return parts;
}

/** Where a readable part starts to look torn off: borders before this share of a part are only used when there is nothing better. */
const fullEnough = 0.5;
const bordersByPreference = [/\n\s*\n/g, /\n/g, /[.!?…;:][)"'”’]*\s/g, /\s/g];

function cutAt(text: string, max: number): number {
  const window = text.slice(0, max);
  const clusters = graphemes.segment(text.slice(0, max + lookahead));
  for (const least of [max * fullEnough, 1]) {
    for (const border of bordersByPreference) {
      const end = lastBorder(window, border, least, clusters);
      if (end !== undefined) return end;
    }
  }
  return hardCut(text, max, clusters);
}

function lastBorder(window: string, border: RegExp, least: number, clusters: Intl.Segments): number | undefined {
  const ends = [...window.matchAll(border)].map((match) => match.index + match[0].length);
  return ends.findLast((end) => end >= least && clusters.containing(end)?.index === end && window.slice(0, end).trim() !== "");
}

function hardCut(text: string, max: number, clusters: Intl.Segments): number {
  const start = clusters.containing(max)?.index ?? max;
  if (start > 0) return start;
  const low = text.charCodeAt(max);
  return low >= 0xdc00 && low <= 0xdfff && max > 1 ? max - 1 : max;
}
