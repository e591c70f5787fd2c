import type { ContactId } from "../core/contact-id.ts";
import { rowId, rowsOf, type ActivityModels, type Feedback } from "./model.ts";

/** Fewer answers than these could be told apart (R45: aggregates only with a minimum group size). */
export const fewestAnswers = 5;
const longestWords = 500;

/** One word a human being, whichever of their chats they say it on; the last counts. */
export async function giveFeedback(models: ActivityModels, wish: { activity: string; contact: ContactId; others?: readonly ContactId[]; score: number; words?: string; now: number }): Promise<void> {
  const { activity, others = [], score, now } = wish;
  const before = await models.feedback.findOne({ _id: { $in: [wish.contact, ...others].map((one) => rowId(activity, one)) } }, { contact: 1 }).lean<Pick<Feedback, "contact">>();
  const contact = before?.contact ?? wish.contact;
  const words = wish.words?.normalize("NFC").trim().slice(0, longestWords);
  const set = { activity, contact, score: Math.min(5, Math.max(1, Math.round(score))), at: now, ...(words ? { words } : {}) };
  await models.feedback.updateOne({ _id: rowId(activity, contact) }, { $set: set }, { upsert: true });
}

export type FeedbackSummary = { answers: number; /** Undefined with too few answers. */ mean?: number; words: string[] };

/** What people thought, without who; nothing but their number while they are few. */
export async function feedbackOf(models: ActivityModels, activity: string): Promise<FeedbackSummary> {
  const rows = await models.feedback.find(rowsOf(activity)).lean<Feedback[]>();
  if (rows.length < fewestAnswers) return { answers: rows.length, words: [] };
  const mean = rows.reduce((sum, row) => sum + row.score, 0) / rows.length;
  // By their first letters, so that the order tells nothing of who spoke when.
  return { answers: rows.length, mean: Math.round(mean * 10) / 10, words: rows.flatMap((row) => (row.words ? [row.words] : [])).sort((a, b) => a.localeCompare(b, "vi")) };
}
