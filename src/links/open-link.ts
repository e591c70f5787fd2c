import { contactParts, type ContactId } from "../core/contact-id.ts";
import { linkBy, openingId, type Link, type LinkModels } from "./model.ts";

export type OpenWish = { name: string; contact: ContactId; mark: string };

/**
 * Somebody came by a link, named by its slug or code: counted once a person and once an act (`mark`). Undefined: there is no
 * such link, or it is disabled; then nothing is counted.
 */
export async function openLink(models: LinkModels, { name, contact, mark }: OpenWish): Promise<Link | undefined> {
  const link = await linkBy(models, name);
  if (!link || link.disabled) return undefined;
  const { channel } = contactParts(contact);
  try {
    await models.openings.updateOne(
      { _id: openingId(link._id, contact), mark: { $ne: mark } },
      { $inc: { opens: 1 }, $set: { mark }, $setOnInsert: { link: link._id, contact, channel } },
      { upsert: true },
    );
  } catch (error) {
    // The row is there with this very mark: the act is played again.
    if ((error as { code?: number }).code !== 11000) throw error;
  }
  return link;
}
