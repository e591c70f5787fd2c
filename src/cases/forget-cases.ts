import type { ContactId } from "../core/contact-id.ts";
import type { Case, CaseModels } from "./model.ts";

/** Takes everything about a person out of their cases. That there was one, of which kind and how it ended, stays for counting. Safe to repeat. */
export async function forgetCases(models: CaseModels, who: { contact?: ContactId; person?: string }, now: number): Promise<void> {
  const either = [...(who.contact ? [{ contact: who.contact }] : []), ...(who.person ? [{ person: who.person }] : [])];
  if (either.length === 0) return;
  for (const one of await models.cases.find(either.length === 1 ? either[0]! : { $or: either }).lean<Case[]>()) {
    const steps = one.steps.map(({ at, by, from, to }) => ({ at, by, from, to }));
    await models.cases.updateOne(
      { _id: one._id },
      { $set: { data: {}, notes: [], steps, open: false, erasedAt: now, ref: "", ...(one.open ? { state: "withdrawn", closedAt: now } : {}) }, $unset: { contact: 1, person: 1, dueAt: 1 }, $inc: { revision: 1 } },
    );
  }
}

/** What the chat joined to a case goes; the paper's way goes on with the register's person. */
export async function forgetContactOfCases(models: CaseModels, contact: ContactId): Promise<void> {
  await models.cases.updateMany({ contact, person: { $exists: true } }, { $unset: { contact: 1 } });
}
