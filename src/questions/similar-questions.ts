import { createQuestionIndex, type QuestionIndex } from "../answers/index.ts";
import type { Question, QuestionModels } from "./model.ts";

/** Below this people see no likeness. */
const nearEnough = 0.35;
/** Most public questions compared, newest first: a commune has some hundred. */
const mostCompared = 5000;
/** Questions become public rarely, and reading them all for everybody who asks one would cost more than the asking. */
const freshMs = 30_000;

type PublicQuestion = Pick<Question, "_id" | "text" | "label" | "commune">;
/** Looked at before those of other communes are left out. */
const looked = 300;
type Known = { at: number; index: QuestionIndex; questions: Map<string, PublicQuestion> };

/** `refreshing` is shared by all who ask meanwhile: one reading at a time, and one hand on the index. */
type Shelf = { known?: Known; refreshing?: Promise<Known> };

const shelves = new WeakMap<QuestionModels, Shelf>();

/** Earlier public questions that ask nearly the same, nearest first. One published in the last half minute may be missing. */
export async function similarQuestions(models: QuestionModels, text: string, now: number, most = 3, commune?: string): Promise<PublicQuestion[]> {
  const { index, questions } = await freshIndex(models, now);
  const near = index.similar(text, commune ? looked : most, nearEnough).flatMap(({ id }) => questions.get(id) ?? []);
  return near.filter((one) => !commune || (one.commune ?? commune) === commune).slice(0, most);
}

async function freshIndex(models: QuestionModels, now: number): Promise<Known> {
  const shelf: Shelf = shelves.get(models) ?? {};
  shelves.set(models, shelf);
  if (shelf.known && Math.abs(now - shelf.known.at) < freshMs) return shelf.known;
  shelf.refreshing ??= refresh(models, now, shelf.known)
    .then((known) => (shelf.known = known))
    .finally(() => delete shelf.refreshing);
  return shelf.refreshing;
}

/** Reads the public questions and takes into the index, or out of it, only what changed. */
async function refresh(models: QuestionModels, now: number, before: Known | undefined): Promise<Known> {
  const found = await models.questions
    .find({ public: true, state: { $nin: ["merged", "not-accepted"] } }, { text: 1, label: 1, commune: 1, askedAt: 1 })
    .sort({ askedAt: -1 })
    .limit(mostCompared)
    .lean<PublicQuestion[]>();
  const next: Known = { at: now, index: before?.index ?? createQuestionIndex(), questions: new Map(found.map((one) => [one._id, one])) };
  for (const id of before?.questions.keys() ?? []) if (!next.questions.has(id)) next.index.remove(id);
  for (const { _id: id, text } of found) if (before?.questions.get(id)?.text !== text) next.index.add({ id, text });
  return next;
}
