export { createUnderstanding } from "./create-understanding.ts";
export type { Understand, UnderstandingData } from "./create-understanding.ts";
export { loadAnchors, loadAnswers, loadForeignWords, loadIntents, loadOtherTopics, loadParaphrases, loadQuestionWords, loadSynonyms } from "./load-answers.ts";
export { loadUnderstanding } from "./load-understanding.ts";
export { understandLines } from "./understand-lines.ts";
export type { Candidate, Decision, FaqEntry, Intent, Paraphrases, Synonyms, Understanding } from "./understanding.ts";
export { createQuestionIndex, similarQuestions } from "./similar-questions.ts";
export type { EarlierQuestion, QuestionIndex, SimilarQuestion } from "./similar-questions.ts";
