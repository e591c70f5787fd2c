import type { ContactId } from "../core/contact-id.ts";
import { askersOf, questionById, questionsOf, type Question, type QuestionModels } from "./model.ts";

/** The mark goes as well: with our key and the platform's event id it would still tell who asked. */
const unlinked = { $set: { anonymous: true, mark: "" }, $unset: { by: 1 } } as const;

/**
 * Deletes every trace of somebody in this room. A question only they care about goes; one that others follow, that was
 * published, answered or merged belongs to more than one person and stays without any link to them.
 */
export async function forgetAsker(models: QuestionModels, contact: ContactId): Promise<void> {
  for (const question of await questionsOf(models, contact)) {
    if (await isShared(models, question, contact)) await models.questions.updateOne({ _id: question._id }, unlinked);
    else await models.questions.deleteOne({ _id: question._id });
  }
  await models.askers.deleteMany({ contact });
}

/** Takes the name off the questions of somebody who withdrew consent; they go on as anonymous ones and are still answered. */
export async function hideAsker(models: QuestionModels, contact: ContactId): Promise<void> {
  const named = (await questionsOf(models, contact)).filter((question) => question.by);
  for (const { _id } of named) await models.questions.updateOne({ _id }, { $set: { anonymous: true }, $unset: { by: 1 } });
}

async function isShared(models: QuestionModels, question: Question, contact: ContactId): Promise<boolean> {
  if (question.public || question.answer !== undefined) return true;
  if (question.mergedInto && (await questionById(models, question.mergedInto))) return true;
  return (await askersOf(models, question._id, "", 2)).some((one) => one !== contact);
}
