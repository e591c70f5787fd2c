import type { ContactId } from "../core/contact-id.ts";
import type { IdentityModels } from "./model.ts";

/** Wrong codes a contact may type in an hour: with 191 million codes, guessing does not pay. */
const mostTries = 5;
export const triesCountMs = 60 * 60_000;

export type Try = { contact: ContactId; mark: string; now: number };

/** Takes one try before the code is looked at, so that tries at once are all counted. False: too many already. The same `mark` again is one try. */
export async function takeTry(models: IdentityModels, { contact, mark, now }: Try): Promise<boolean> {
  const room = { $or: [{ [`tries.${mostTries - 1}`]: { $exists: false } }, { "tries.0.at": { $lte: now - triesCountMs } }] };
  // Twice, because the first try of all may come from two sides at once.
  for (let round = 0; round < 2; round++) {
    try {
      await models.tries.updateOne({ _id: contact, "tries.mark": { $ne: mark }, ...room }, { $push: { tries: { $each: [{ at: now, mark }], $slice: -mostTries } } }, { upsert: true });
      return true;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      if (await models.tries.exists({ _id: contact, "tries.mark": mark })) return true;
    }
  }
  return false;
}

/** It was no wrong code after all. */
export async function giveBackTry(models: IdentityModels, { contact, mark }: Try): Promise<void> {
  await models.tries.updateOne({ _id: contact }, { $pull: { tries: { mark } } });
}
