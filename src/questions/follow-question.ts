import type { ContactId } from "../core/contact-id.ts";
import { addAsker, questionById, questionCode, type QuestionModels } from "./model.ts";

export type FollowResult = { outcome: "followed" | "already"; code: string } | { outcome: "missing" };

/** Somebody asks the same as a public question and will get its answer. The same `mark` again is "followed" again. */
export async function followQuestion(models: QuestionModels, wish: { code: string; contact: ContactId; mark: string; now: number }): Promise<FollowResult> {
  const question = await questionById(models, questionCode(wish.code));
  if (!question?.public) return { outcome: "missing" };
  const row = await addAsker(models, { question: question._id, contact: wish.contact, role: "follower", mark: wish.mark, since: wish.now });
  return { outcome: row.mark === wish.mark ? "followed" : "already", code: question._id };
}
