import { z } from "zod";
import { answerQuestion as answer, type Question } from "../questions/index.ts";
import type { Dialogue as DialogueCard } from "../dialogues/index.ts";
import { askersOf } from "../questions/index.ts";
import { reaches, withinCommune } from "../staff/index.ts";
import { checked } from "./check-input.ts";
import type { Desk } from "./desk.ts";
import { notFound } from "./office-error.ts";

export const answerQuestionInput = z.strictObject({ text: z.string().trim().min(1, "field-missing").max(4000, "too-long"), public: z.boolean("field-wrong") });

/** Questions of one's own communes, newest first; never who asked. `before`: askedAt of the last one seen. */
export async function listQuestions(desk: Desk, { state, before, limit }: { state?: string; before?: number; limit: number }): Promise<Question[]> {
  const where = { ...withinCommune(desk.scope("questions.read")), ...(state ? { state } : {}), ...(before === undefined ? {} : { askedAt: { $lt: before } }) };
  return desk.ports.questions.questions.find(where as Record<string, unknown>).sort({ askedAt: -1 }).limit(limit).lean<Question[]>();
}

export async function readQuestion(desk: Desk, id: string, right: "questions.read" | "questions.answer" = "questions.read"): Promise<Question> {
  const question = await desk.ports.questions.questions.findById(id).lean<Question>();
  if (!question || !reaches(desk.scope(right), { commune: question.commune })) throw notFound();
  return question;
}

/** Answers a question and tells everybody who asked it. */
export async function answerOwnQuestion(desk: Desk, id: string, input: unknown): Promise<Question> {
  const question = await readQuestion(desk, id, "questions.answer");
  const { text, public: open } = checked(answerQuestionInput, input);
  await answer(desk.ports.questions, id, { text, public: open, now: desk.now });
  await desk.audit("question.answered", { subject: { kind: "question", id }, commune: question.commune, before: { state: question.state }, after: { state: "answered", public: open } });
  for (let after = ""; ; ) {
    const askers = await askersOf(desk.ports.questions, id, after, 500);
    for (const contact of askers) await desk.ports.tell({ id: `answered|${id}|${contact}|${desk.now}`, contact, key: "request-news:question-answered", params: { code: id, answer: text.slice(0, 1500) } });
    if (askers.length < 500) break;
    after = askers.at(-1)!;
  }
  return readQuestion(desk, id, "questions.answer");
}

/** Dialogues of one's own communes, the next first. */
export async function listDialogues(desk: Desk): Promise<DialogueCard[]> {
  return desk.ports.dialogues.dialogues.find(withinCommune(desk.scope("dialogues.read")) as Record<string, unknown>, { "seating.claims": 0 }).sort({ startsAt: -1 }).limit(200).lean<DialogueCard[]>();
}

export async function readDialogue(desk: Desk, id: string): Promise<DialogueCard> {
  const dialogue = await desk.ports.dialogues.dialogues.findById(id, { "seating.claims": 0 }).lean<DialogueCard>();
  if (!dialogue || !reaches(desk.scope("dialogues.read"), { commune: dialogue.commune })) throw notFound();
  return dialogue;
}
