export {
  askedAbout, askersAmong, askersOf, followedBy, questionById, questionModels, questionsOf, questionStates, unansweredQuestions,
  type Asker, type Question, type QuestionModels, type QuestionState,
} from "./model.ts";
export { questionTopics, topicName } from "./topics.ts";
export { isComplaint } from "./is-complaint.ts";
export { submitQuestion, submittedBefore, type NewQuestion } from "./submit-question.ts";
export { readQuestion, type QuestionView } from "./read-question.ts";
export { followQuestion, type FollowResult } from "./follow-question.ts";
export { similarQuestions } from "./similar-questions.ts";
export { answerQuestion, mergeQuestion, publishQuestion } from "./answer-question.ts";
export { forgetAsker, hideAsker } from "./forget-asker.ts";
