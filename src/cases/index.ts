export { caseAnswers, caseKinds, ends, firstStage, isCaseKind, isEnd, stagesOf, type CaseAnswer, type CaseKind, type Stage } from "./kinds.ts";
export { caseById, caseFields, caseModels, casesOfContact, casesOfPerson, type Case, type CaseField, type CaseModels } from "./model.ts";
export { openCase, type NewCase } from "./open-case.ts";
export { afterStep, answersOf, CaseMistake, saveCase, waysOn, type CaseMove } from "./advance-case.ts";
export { forgetCases, forgetContactOfCases } from "./forget-cases.ts";
