import { Schema, type Connection, type Model } from "mongoose";
import type { ContactId } from "../core/contact-id.ts";

/** The states of facts/domain.md §4. */
export const questionStates = ["received", "screened", "merged", "assigned", "answered", "concluded", "in-progress", "closed", "not-accepted", "overdue"] as const;
export type QuestionState = (typeof questionStates)[number];

/**
 * A question as staff may see it. Who asked is not in here but in `askers`, so that a list, an export or a mistake in a
 * page cannot give away somebody who asked without a name.
 */
export type Question = {
  /** The tracking code, e.g. CH-7K2M9Q. */
  _id: string;
  /** "union" or a dialogue's id. */
  to: string;
  /** The unit whose people asked and whose staff see to it. */
  commune?: string;
  topic: string;
  text: string;
  /** Words for a button, given by staff. */
  label?: string;
  state: QuestionState;
  anonymous: boolean;
  /** Name and branch, only of somebody who asked with their name. */
  by?: { name: string; branch?: string };
  /** Anybody may read it. */
  public: boolean;
  /** This one was merged into that one, which carries the answer. */
  mergedInto?: string;
  answer?: string;
  /** Mark of the act that asked. */
  mark: string;
  askedAt: number;
  answeredAt?: number;
};

/** Somebody who gets the answer: the one who asked, and everybody who asked the same. */
export type Asker = {
  /** `question|contact` */
  _id: string;
  question: string;
  contact: ContactId;
  role: "asker" | "follower";
  mark: string;
  since: number;
};

export type QuestionModels = { questions: Model<Question>; askers: Model<Asker> };

export function questionModels(connection: Connection): QuestionModels {
  const question = new Schema<Question>(
    {
      _id: String, to: String, commune: { type: String, index: true }, topic: String, text: String, label: String, state: String, anonymous: Boolean, by: Schema.Types.Mixed, public: { type: Boolean, index: true },
      mergedInto: String, answer: String, mark: String, askedAt: Number, answeredAt: Number,
    },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  const asker = new Schema<Asker>(
    { _id: String, question: String, contact: { type: String, index: true }, role: String, mark: String, since: Number },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { questions: connection.model<Question>("questions", question, "questions"), askers: connection.model<Asker>("question-askers", asker, "question-askers") };
}

export function askerId(question: string, contact: ContactId): string {
  return `${question}|${contact}`;
}

/** Nobody has said anything to these yet. */
const waitingStates: readonly QuestionState[] = ["received", "screened", "assigned", "in-progress", "overdue"];

/** Questions of a commune (of none: undefined) that were asked in a time and have no answer, the oldest first, at most `limit`. */
export async function unansweredQuestions(models: QuestionModels, commune: string | undefined, asked: { from: number; before: number }, limit: number): Promise<Pick<Question, "_id" | "askedAt">[]> {
  const where = { commune: commune ?? { $exists: false }, state: { $in: waitingStates }, answer: { $exists: false }, askedAt: { $gte: asked.from, $lt: asked.before } };
  return models.questions.find(where as Record<string, unknown>, { askedAt: 1 }).sort({ askedAt: 1 }).limit(limit).lean<Question[]>();
}

/** The code as stored, from what people type: "ch 7k2m9q", "7K2M9Q". */
export function questionCode(typed: string): string {
  const letters = typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
  return letters.length === 6 ? `CH-${letters}` : letters.replace(/^CH/, "CH-");
}

export async function questionById(models: QuestionModels, id: string): Promise<Question | undefined> {
  return (await models.questions.findById(id).lean<Question>()) ?? undefined;
}

export async function askerOf(models: QuestionModels, question: string, contact: ContactId): Promise<Asker | undefined> {
  return (await models.askers.findById(askerId(question, contact)).lean<Asker>()) ?? undefined;
}

/** Questions somebody asked, newest first. */
export async function questionsOf(models: QuestionModels, contact: ContactId): Promise<Question[]> {
  const rows = await models.askers.find({ contact }).lean<Asker[]>();
  const ids = rows.filter((row) => row.role === "asker").map((row) => row.question);
  if (ids.length === 0) return [];
  const found = await models.questions.find({ _id: { $in: ids } }).lean<Question[]>();
  return found.sort((a, b) => b.askedAt - a.askedAt);
}

/** Questions of others somebody waits for, too. */
export async function followedBy(models: QuestionModels, contact: ContactId): Promise<string[]> {
  return (await models.askers.find({ contact }).lean<Asker[]>()).filter((row) => row.role === "follower").map((row) => row.question);
}

/** Everybody who gets a question's answer, after `after`, ascending. */
export async function askersOf(models: QuestionModels, question: string, after: ContactId, limit: number): Promise<ContactId[]> {
  const page = await models.askers
    .find({ _id: { $gt: askerId(question, after), $lt: `${question}}` } }, { contact: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean();
  return page.map((row) => row.contact);
}

/** Those of `contacts` that get a question's answer. */
export async function askersAmong(models: QuestionModels, question: string, contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const found = await models.askers.find({ _id: { $in: contacts.map((contact) => askerId(question, contact)) } }, { contact: 1 }).lean<Asker[]>();
  return new Set(found.map((one) => one.contact));
}

/** Those of `contacts` that asked about one of the topics. */
export async function askedAbout(models: QuestionModels, topics: readonly string[], contacts: readonly ContactId[]): Promise<Set<ContactId>> {
  const rows = await models.askers.find({ contact: { $in: [...contacts] } }, { contact: 1, question: 1 }).lean<Asker[]>();
  const found = await models.questions.find({ _id: { $in: [...new Set(rows.map((row) => row.question))] } }, { topic: 1 }).lean<Question[]>();
  const meant = new Set(found.filter((one) => topics.includes(one.topic)).map((one) => one._id));
  return new Set(rows.filter((row) => meant.has(row.question)).map((row) => row.contact));
}

/** Adds somebody to those who get the answer; keeps what is there. Returns the row that stands. */
export async function addAsker(models: QuestionModels, asker: Omit<Asker, "_id">): Promise<Asker> {
  const { question, contact } = asker;
  try {
    await models.askers.updateOne({ _id: askerId(question, contact) }, { $setOnInsert: asker }, { upsert: true });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  return (await askerOf(models, question, contact))!;
}
