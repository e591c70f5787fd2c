import type { ContactId } from "../core/contact-id.ts";
import { hashOf, newLinkCode } from "./link-code.ts";
import type { IdentityModels } from "./model.ts";

/** How long a code can be used. */
export const codeLivesMs = 10 * 60_000;
/** So many codes taken in a row means something is wrong. */
const mostCodes = 20;

/**
 * Gives a contact a new code and takes back the one before. The same act played again gives another code: only a hash of the
 * first is kept, and nobody has seen it.
 */
export async function makeCode(models: IdentityModels, { contact, secret, now }: { contact: ContactId; secret: string; now: number }): Promise<string> {
  for (let attempt = 0; attempt < mostCodes; attempt++) {
    const code = newLinkCode();
    const set = { $set: { hash: hashOf(code, secret), expiresAt: now + codeLivesMs }, $unset: { useMark: 1 as const } };
    try {
      await models.codes.updateOne({ _id: contact }, set, { upsert: true });
      return code;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
    }
  }
  throw new Error("no free link code");
}

/** Deletes codes and tries that count for nothing any more. Returns how many. */
export async function expireLinkCodes(models: IdentityModels, before: number): Promise<number> {
  const codes = await models.codes.deleteMany({ expiresAt: { $lt: before } });
  const tries = await models.tries.deleteMany({ tries: { $not: { $elemMatch: { at: { $gte: before } } } } });
  return codes.deletedCount + tries.deletedCount;
}
