import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { UrgentData } from "./urgent.ts";
import type { FaqEntry, Intent, Paraphrases, Synonyms } from "./understanding.ts";

const dataFile = (name: string) => readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8");

/** The 60 entries of the answer book that the project ships with. */
export function loadAnswers(): FaqEntry[] {
  return JSON.parse(dataFile("faq.vi.json")) as FaqEntry[];
}

/** Vietnamese ones for every entry, English ones for the commonest. */
export function loadParaphrases(): Paraphrases {
  const english = parse(dataFile("paraphrases.en.yaml")) as Paraphrases;
  const vietnamese = parse(dataFile("paraphrases.vi.yaml")) as Paraphrases;
  return Object.fromEntries(Object.entries(vietnamese).map(([id, phrases]) => [id, [...phrases, ...(english[id] ?? [])]]));
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

/** Words that ask for nothing when they are all there is. */
export function loadSmallTalk(): string[] {
  return (parse(dataFile("small-talk.vi.yaml")) as unknown[]).map(String);
}

/** How danger sounds, in both languages. */
export function loadUrgentRules(): UrgentData {
  const vietnamese = parse(dataFile("urgent.vi.yaml")) as UrgentData;
  const english = parse(dataFile("urgent.en.yaml")) as Pick<UrgentData, "rules">;
  return { ...vietnamese, rules: [...vietnamese.rules, ...english.rules] };
}
