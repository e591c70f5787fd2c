import type { ContactId } from "../core/contact-id.ts";
import { askerOf, questionById, questionCode, type Question, type QuestionModels } from "./model.ts";

/** A question as one person may see it: never who asked. */
export type QuestionView = Pick<Question, "_id" | "to" | "topic" | "text" | "state" | "askedAt"> & { answer?: string; mine: boolean };

/** Somebody's own question, or a public one. Undefined also for another's private question: its existence is private, too. */
export async function readQuestion(models: QuestionModels, typed: string, contact: ContactId): Promise<QuestionView | undefined> {
  const question = await questionById(models, questionCode(typed));
  if (!question) return undefined;
  const asker = await askerOf(models, question._id, contact);
  if (!question.public && !asker) return undefined;
  const { _id, to, topic, text, askedAt } = question;
  // Merged: the answer is given once, to the question it went into.
  const main = question.mergedInto ? await questionById(models, question.mergedInto) : undefined;
  const answer = question.answer ?? main?.answer;
  const state = main && main.answer !== undefined ? main.state : question.state;
  return { _id, to, topic, text, askedAt, state, ...(answer === undefined ? {} : { answer }), mine: asker?.role === "asker" };
}
