import { createUnderstanding } from "./create-understanding.ts";
import type { Understand } from "./create-understanding.ts";
import { loadAnchors, loadAnswers, loadForeignWords, loadIntents, loadOtherTopics, loadParaphrases, loadQuestionWords, loadSmallTalk, loadSynonyms, loadUrgentRules } from "./load-answers.ts";
import type { KeptLearning } from "./kept-learning.ts";
import type { FaqEntry } from "./understanding.ts";

/** Understanding of the project's own data; `entries` instead of the shipped ones when the commune has edited them. */
export function loadUnderstanding(entries: FaqEntry[] = loadAnswers(), kept?: KeptLearning): Understand {
  return createUnderstanding({
    entries,
    intents: loadIntents(),
    paraphrases: loadParaphrases(),
    synonyms: loadSynonyms(),
    otherTopics: loadOtherTopics(),
    questionWords: loadQuestionWords(),
    anchors: loadAnchors(),
    foreignWords: loadForeignWords(),
    smallTalk: loadSmallTalk(),
    urgent: loadUrgentRules(),
  }, kept);
}
