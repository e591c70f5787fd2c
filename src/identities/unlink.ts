import type { ContactId } from "../core/contact-id.ts";
import type { IdentityModels } from "./model.ts";
import { identitiesOf, newPerson } from "./person-of.ts";

/**
 * Takes one contact out of its person; the others stay linked with each other. Its open code goes, too. False: it was linked
 * with none. The same `mark` again is true again.
 */
export async function unlink(models: IdentityModels, { contact, mark, now }: { contact: ContactId; mark: string; now: number }): Promise<boolean> {
  await models.codes.deleteOne({ _id: contact });
  if ((await identitiesOf(models, contact)).length > 1) {
    await models.identities.updateOne({ _id: contact }, { $set: { person: await newPerson(models, now), since: now, unlinkMark: mark } });
    return true;
  }
  return (await models.identities.exists({ _id: contact, unlinkMark: mark })) !== null;
}

/** Deletes every trace of somebody in this room. The person that is left has no name, and no way back to the contact. */
export async function forgetIdentity(models: IdentityModels, contact: ContactId): Promise<void> {
  await models.identities.deleteOne({ _id: contact });
  await models.codes.deleteOne({ _id: contact });
  await models.tries.deleteOne({ _id: contact });
}
