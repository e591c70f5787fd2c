import { type ConsentModels } from "./model.ts";

/** Ends all of a subject's consents to a purpose. False: there was none, and none ended by this `mark`. */
export async function withdrawConsent(models: ConsentModels, wish: { subject: string; purpose: string; mark: string; now: number }): Promise<boolean> {
  const { subject, purpose, mark, now } = wish;
  const ended = await models.records.updateMany({ subject, purpose, withdrawnAt: { $exists: false } }, { $set: { withdrawnAt: now, withdrawMark: mark } });
  return ended.modifiedCount > 0 || (await models.records.exists({ subject, purpose, withdrawMark: mark })) !== null;
}

/** Everything else about the person goes: consents end, their proof stays under the pseudonym. */
export async function endAllConsents(models: ConsentModels, subject: string, now: number): Promise<void> {
  await models.records.updateMany({ subject, withdrawnAt: { $exists: false } }, { $set: { withdrawnAt: now } });
  await models.records.updateMany({ subject, erasedAt: { $exists: false } }, { $set: { erasedAt: now } });
}

/** Deletes proofs of consents that ended before `before` (processing plus limitation period are over). Returns how many. */
export async function expireConsentProofs(models: ConsentModels, before: number): Promise<number> {
  return (await models.records.deleteMany({ withdrawnAt: { $lt: before } })).deletedCount;
}
