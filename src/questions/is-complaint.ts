import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { createPhraseDropper, createSpellingBook, readText, standardSpellings, type Reading } from "../lib/vietnamese/index.ts";

const data = parse(readFileSync(new URL("./data/complaint-phrases.vi.yaml", import.meta.url), "utf8")) as { phrases: string[]; unless: string[] };
const book = createSpellingBook(standardSpellings);
// What a dropper would take out is what is there.
const dropComplaints = createPhraseDropper(data.phrases);
const dropHarmless = createPhraseDropper(data.unless);

/** `readText` looks at the first 80 words of a chat message; a question may be ten times that, and the accusation comes last. */
const wordsAtOnce = 40;

/** Does this text read like a complaint or a denunciation? These have a legal road of their own and a secret to keep. */
export function isComplaint(text: string): boolean {
  return readAll(text).some((reading) => {
    const rest = dropHarmless(reading);
    return dropComplaints(rest).length < rest.length;
  });
}

/** Readings of a text of any length: phrases across the seams stay whole, because the parts are joined again. */
function readAll(text: string): Reading[] {
  const words = text.split(/\s+/);
  const parts = Array.from({ length: Math.ceil(words.length / wordsAtOnce) }, (_, i) => readText(words.slice(i * wordsAtOnce, (i + 1) * wordsAtOnce).join(" "), book));
  const most = Math.max(...parts.map((readings) => readings.length));
  return Array.from({ length: most }, (_, i) => parts.flatMap((readings) => readings[i] ?? readings[0] ?? []));
}
