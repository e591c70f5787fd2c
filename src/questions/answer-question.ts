import { addAsker, askersOf, questionById, type Asker, type Question, type QuestionModels, type QuestionState } from "./model.ts";

/** Writes the answer down; sending it to `askersOf` is a job's. False: no such question. */
export async function answerQuestion(models: QuestionModels, id: string, answer: { text: string; public: boolean; state?: Extract<QuestionState, "answered" | "concluded" | "closed">; now: number }): Promise<boolean> {
  const written = { answer: answer.text, public: answer.public, state: answer.state ?? "answered", answeredAt: answer.now };
  return (await models.questions.updateOne({ _id: id }, { $set: written })).matchedCount === 1;
}

/** Lets everybody read a question, or nobody but its askers. False: no such question. */
export async function publishQuestion(models: QuestionModels, id: string, open: boolean): Promise<boolean> {
  return (await models.questions.updateOne({ _id: id }, { $set: { public: open } })).matchedCount === 1;
}

/**
 * Merges a question into another one. All who asked it are kept as people who get the other's answer. Repeating it after a
 * crash finishes it. False: one of the two is missing, they are the same, or the target is merged away itself.
 */
export async function mergeQuestion(models: QuestionModels, from: string, into: string, now: number): Promise<boolean> {
  const [source, target] = await Promise.all([questionById(models, from), questionById(models, into)]);
  if (!source || !target || from === into || target.mergedInto) return false;
  // Marked first: whoever asks the old one from now on is moved by the loop, or was there before it.
  await models.questions.updateOne({ _id: from }, { $set: { state: "merged", mergedInto: into, public: false } });
  // What was merged into the old one goes along.
  const all = [from, ...(await models.questions.find({ mergedInto: from }, { _id: 1 }).lean<Question[]>()).map((one) => one._id)];
  await models.questions.updateMany({ mergedInto: from }, { $set: { mergedInto: into } });
  for (const one of all) await moveAskers(models, one, into, now);
  return true;
}

async function moveAskers(models: QuestionModels, from: string, into: string, now: number): Promise<void> {
  for (let after = ""; ; ) {
    const page = await askersOf(models, from, after, 500);
    for (const contact of page) await addAsker(models, { question: into, contact, role: "follower" satisfies Asker["role"], mark: `merged|${from}`, since: now });
    if (page.length < 500) return;
    after = page.at(-1)!;
  }
}
