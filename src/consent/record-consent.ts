import { noticeHash, type ConsentModels } from "./model.ts";

export type GivenConsent = { mark: string; subject: string; purpose: string; commune?: string | undefined; notice: { locale: "vi" | "en"; text: string }; channel: string; words: string; guardian: boolean; now: number };

/** Writes the proof of a consent. The same `mark` again is the same row. */
export async function recordConsent(models: ConsentModels, given: GivenConsent): Promise<void> {
  const { mark, subject, purpose, commune, notice, channel, words, guardian, now } = given;
  const hash = noticeHash(notice.text);
  // The words first: no row may point to a notice that is not there.
  if (!(await models.notices.exists({ _id: hash }))) {
    await insertOnce(() => models.notices.updateOne({ _id: hash }, { $setOnInsert: { ...notice, firstShownAt: now } }, { upsert: true }));
  }
  const row = { subject, purpose, ...(commune ? { commune } : {}), noticeVersion: hash.slice(0, 12), noticeHash: hash, channel, words: words.slice(0, 200), guardian, givenAt: now };
  await insertOnce(() => models.records.updateOne({ _id: mark }, { $setOnInsert: row }, { upsert: true }));
}

/** Two upserts at once: one of them may find the other's document and fail, which is as good. */
async function insertOnce(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
}
