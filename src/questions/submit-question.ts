import type { ContactId } from "../core/contact-id.ts";
import { addAsker, questionById, type Question, type QuestionModels } from "./model.ts";

export type NewQuestion = {
  to: string;
  commune?: string;
  topic: string;
  text: string;
  contact: ContactId;
  /** Left out: asked without a name. */
  by?: { name: string; branch?: string };
  mark: string;
  /** The code of each try; another one when a code is taken. */
  codeOf(attempt: number): string;
  now: number;
};

/** So many codes taken in a row means something is wrong. */
const mostCodes = 20;

/** Takes a question in and returns its code. The same `mark` again is the same question. Whether it may come in is the caller's to check. */
export async function submitQuestion(models: QuestionModels, question: NewQuestion): Promise<string> {
  for (let attempt = 0; attempt < mostCodes; attempt++) {
    const code = question.codeOf(attempt);
    if (!(await write(models, code, question))) continue;
    await addAsker(models, { question: code, contact: question.contact, role: "asker", mark: question.mark, since: question.now });
    return code;
  }
  throw new Error("no free question code");
}

/**
 * The code of a question this act brought in already, or undefined: what may no longer be asked now (the dialogue closed in
 * between) was asked in time.
 */
export async function submittedBefore(models: QuestionModels, act: Pick<NewQuestion, "mark" | "codeOf">): Promise<string | undefined> {
  for (let attempt = 0; attempt < mostCodes; attempt++) {
    const there = await questionById(models, act.codeOf(attempt));
    if (!there) return undefined;
    if (there.mark === act.mark) return there._id;
  }
  return undefined;
}

/** False when the code belongs to another question. */
async function write(models: QuestionModels, code: string, { to, commune, topic, text, by, mark, now }: NewQuestion): Promise<boolean> {
  const fields: Omit<Question, "_id"> = { to, ...(commune ? { commune } : {}), topic, text, state: "received", anonymous: !by, ...(by ? { by } : {}), public: false, mark, askedAt: now };
  try {
    await models.questions.updateOne({ _id: code, mark }, { $setOnInsert: fields }, { upsert: true });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
    return (await questionById(models, code))?.mark === mark;
  }
}
