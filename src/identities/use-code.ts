import type { ContactId } from "../core/contact-id.ts";
import { giveBackTry, takeTry } from "./code-tries.ts";
import { hashOf } from "./link-code.ts";
import type { IdentityModels, LinkCode } from "./model.ts";
import { ensurePerson, identitiesOf } from "./person-of.ts";

export type UseWish = { contact: ContactId; code: string; mark: string; secret: string; now: number };
/** `other`: the contact that made the code. */
export type UseResult = { outcome: "linked" | "already"; other: ContactId } | { outcome: "own" | "wrong" | "expired" | "too-many" };

/** A round is lost only when somebody else joined one of the two; this many in a row means something is wrong. */
const mostRounds = 50;

/**
 * Links the contact that typed a code with the one it was made on: whoever has both in hand is one human being. A code works
 * once, also when it is typed on two sides at the same moment. The same `mark` again hears what it heard.
 */
export async function useCode(models: IdentityModels, wish: UseWish): Promise<UseResult> {
  if (!(await takeTry(models, wish))) return { outcome: "too-many" };
  const result = await use(models, wish);
  if (result.outcome !== "wrong" && result.outcome !== "expired") await giveBackTry(models, wish);
  return result;
}

async function use(models: IdentityModels, { contact, code, mark, secret, now }: UseWish): Promise<UseResult> {
  const found = await models.codes.findOne({ hash: hashOf(code, secret) }).lean<LinkCode>();
  if (!found) return { outcome: "wrong" };
  const { _id: other, hash } = found;
  if (other === contact) return { outcome: "own" };
  if (found.useMark !== mark) {
    if (found.useMark !== undefined || found.expiresAt <= now) return { outcome: "expired" };
    if ((await identitiesOf(models, contact)).includes(other)) return { outcome: "already", other };
    const used = await models.codes.updateOne({ _id: other, hash, useMark: { $exists: false } }, { $set: { useMark: mark } });
    if (used.modifiedCount === 0) return { outcome: "expired" };
  }
  await join(models, other, contact, now);
  return { outcome: "linked", other };
}

/** Makes two contacts' persons one; of both sides' persons everybody comes along. */
async function join(models: IdentityModels, a: ContactId, b: ContactId, now: number): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const [keep, gone] = [await ensurePerson(models, a, now), await ensurePerson(models, b, now)].sort();
    if (keep === gone) return;
    // Where somebody joined it elsewhere meanwhile, the next round starts from there.
    await models.persons.updateOne({ _id: gone, mergedInto: { $exists: false } }, { $set: { mergedInto: keep! } });
  }
  throw new Error("two persons did not become one");
}
