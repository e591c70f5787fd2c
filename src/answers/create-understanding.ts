import { createPhraseDropper, createSpellingBook, politeParticles, readText, standardSpellings } from "../lib/vietnamese/index.ts";
import type { Reading, Spelling } from "../lib/vietnamese/index.ts";
import { asTyped } from "./as-typed.ts";
import { createClassRanker } from "./class-ranker.ts";
import type { PhraseClass } from "./class-ranker.ts";
import { decide } from "./decide.ts";
import type { Evidence } from "./decide.ts";
import { createIntentMatcher, intentClassId } from "./intent-matcher.ts";
import { createDoubt } from "./doubt.ts";
import { compilePattern } from "./pattern.ts";
import { createSaysNothing } from "./says-nothing.ts";
import { createUrgent } from "./urgent.ts";
import type { IsUrgent, UrgentData } from "./urgent.ts";
import type { KeptLearning } from "./kept-learning.ts";
import type { FaqEntry, Intent, Paraphrases, Synonyms, Understanding } from "./understanding.ts";

export type UnderstandingData = {
  entries: FaqEntry[];
  intents: Intent[];
  paraphrases?: Paraphrases;
  synonyms?: Synonyms;
  /** Themes we must stay silent about. */
  otherTopics?: Record<string, string[]>;
  /** Patterns that make a sentence a question. */
  questionWords?: string[];
  /** Per entry: groups of words, one of each must be there before the entry is said outright. */
  anchors?: Record<string, string[][]>;
  /** Words of other people's business: no entry is said outright beside one, unless the entry uses it itself. */
  foreignWords?: string[];
  /** Words that ask for nothing when they are all there is ("đồng ý" is no wish while nothing is asked). */
  smallTalk?: string[];
  /** How danger sounds; without it nothing is urgent. */
  urgent?: UrgentData;
  /** Chat spellings; the project's own tables when left out. */
  spellings?: Spelling[];
};

export type Understand = {
  understand(text: string): Understanding;
  /** May somebody be in danger? `understand` says the same: it starts talk-to-person with urgent "yes" then, and only then. */
  isUrgent: IsUrgent;
};

const QUESTION_CODE = /\bCH[-\s]?([A-Z0-9]{6})\b/i;

/**
 * Learns once (about half a second), then `understand` is pure and takes about a millisecond. Make a new one when an entry
 * was edited. `kept` spares learning the same again. Says "answer" or "flow" only when sure; see `decide`.
 */
export function createUnderstanding(data: UnderstandingData, kept?: KeptLearning): Understand {
  const book = createSpellingBook(data.spellings ?? standardSpellings);
  const ranker = createClassRanker(classesOf(data), data.synonyms ?? {}, book, kept);
  const matchIntent = createIntentMatcher(data.intents);
  const dropPolite = createPhraseDropper(politeParticles);

  const questionWords = (data.questionWords ?? []).map(compilePattern);
  const isDoubtful = createDoubt(data, book);
  const saysNothing = createSaysNothing(data.smallTalk ?? [], book);
  const isUrgent = createUrgent(data.urgent ?? { harmless: [], words: {}, rules: [] }, data.spellings);

  function understand(text: string): Understanding {
    const started = performance.now();
    if (isUrgent(text)) return { text, ...danger(), ms: performance.now() - started };
    if (saysNothing(text)) return { text, decision: "none", candidates: [], ms: performance.now() - started };
    const typed = asTyped(text);
    const best = mostTelling(readText(text, book, ranker.lexicon).map((reading, i) => look(reading, typed, i === 0)));
    return { text, ...withCode(decide(best), text), ms: performance.now() - started };
  }
  function look(reading: Reading, typed: Reading, first: boolean): Evidence {
    const content = ranker.content(reading);
    const fits = content.length === 0 ? [] : ranker.rank(content);
    const asks = questionWords.some((pattern) => pattern(reading) !== undefined);
    return { fits, ...matchIntent(unlike([content, dropPolite(reading), reading, ...(first ? [typed] : [])]), typed), asks, isDoubtful: (id) => isDoubtful(id, reading) };
  }
  return { understand, isUrgent };
}

/** Goes before everything, a code in the text included: nothing else is looked at. */
function danger(): Omit<Understanding, "text" | "ms"> {
  return { decision: "flow", flow: "talk-to-person", params: { urgent: "yes" }, candidates: [{ kind: "flow", id: "talk-to-person", score: 1 }] };
}

/** Each form once: most texts have nothing to drop. */
function unlike(forms: Reading[]): Reading[] {
  return [...new Map(forms.map((form) => [form.map((word) => word.text).join(" "), form])).values()];
}

/** Of several readings, the one in which a pattern fits, else the one some class explains best. */
function mostTelling(looks: Evidence[]): Evidence {
  const worth = ({ fits, hits }: Evidence) => (hits.length > 0 ? 2 : 0) + fits.reduce((top, fit) => Math.max(top, fit.nearness * 0.5 + fit.coverage * 0.5), 0);
  return looks.reduce((best, one) => (worth(one) > worth(best) ? one : best), looks[0] ?? { fits: [], hits: [], vetoed: [], asks: false, isDoubtful: () => true });
}

/** Class ids: "answer:faq-001", "flow:join-club", "other:weather-news". */
function classesOf({ entries, intents, paraphrases = {}, otherTopics = {} }: UnderstandingData): PhraseClass[] {
  const answers = entries.map((entry) => ({
    id: `answer:${entry.id}`,
    phrases: [entry.question, ...(paraphrases[entry.id] ?? [])],
    background: [entry.answer, entry.topics.join(" ").replaceAll("-", " ")],
  }));
  const flows = [...new Set(intents.map(intentClassId))].map((id) => ({
    id,
    phrases: intents.filter((intent) => intentClassId(intent) === id).flatMap((intent) => intent.examples),
  }));
  const others = Object.entries(otherTopics).map(([theme, phrases]) => ({ id: `other:${theme}`, phrases }));
  return [...answers, ...flows, ...others];
}

/** A code in the text names the question, whatever was said around it. */
function withCode(decided: Omit<Understanding, "text" | "ms">, text: string): Omit<Understanding, "text" | "ms"> {
  const code = QUESTION_CODE.exec(text.slice(0, 1000))?.[1];
  if (code === undefined || !/\d/.test(code)) return decided;
  const params = { ...decided.params, code: `CH-${code.toUpperCase()}` };
  return { decision: "flow", flow: "question-status", params, candidates: [{ kind: "flow", id: "question-status", score: 1 }] };
}
