import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { FaqEntry, Intent, Paraphrases, Synonyms } from "./understanding.ts";

const dataFile = (name: string) => readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8");

/** The 60 entries of the answer book that the project ships with. */
export function loadAnswers(): FaqEntry[] {
  return JSON.parse(dataFile("faq.vi.json")) as FaqEntry[];
}

export function loadParaphrases(): Paraphrases {
  return parse(dataFile("paraphrases.vi.yaml")) as Paraphrases;
}

export function loadIntents(): Intent[] {
  return parse(dataFile("intents.yaml")) as Intent[];
}

export function loadSynonyms(): Synonyms {
  return parse(dataFile("synonyms.vi.yaml")) as Synonyms;
}

/** What people write that is none of our business, by theme. */
export function loadOtherTopics(): Record<string, string[]> {
  return parse(dataFile("other-topics.vi.yaml")) as Record<string, string[]>;
}

export function loadQuestionWords(): string[] {
  return parse(dataFile("question-words.vi.yaml")) as string[];
}

export function loadAnchors(): Record<string, string[][]> {
  return parse(dataFile("anchors.vi.yaml")) as Record<string, string[][]>;
}

export function loadForeignWords(): string[] {
  return parse(dataFile("foreign-words.vi.yaml")) as string[];
}
