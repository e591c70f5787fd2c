import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { createPhraseDropper, createSpellingBook, readText, standardSpellings } from "../lib/vietnamese/index.ts";

const data = parse(readFileSync(new URL("./data/complaint-phrases.vi.yaml", import.meta.url), "utf8")) as { phrases: string[]; unless: string[] };
const book = createSpellingBook(standardSpellings);
// What a dropper would take out is what is there.
const dropComplaints = createPhraseDropper(data.phrases);
const dropHarmless = createPhraseDropper(data.unless);

/** Does this text read like a complaint or a denunciation? These have a legal road of their own and a secret to keep. */
export function isComplaint(text: string): boolean {
  return readText(text, book).some((reading) => {
    const rest = dropHarmless(reading);
    return dropComplaints(rest).length < rest.length;
  });
}
