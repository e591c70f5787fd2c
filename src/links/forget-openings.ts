import { randomUUID } from "node:crypto";
import type { ContactId } from "../core/contact-id.ts";
import type { LinkModels } from "./model.ts";

/**
 * Takes somebody out of the counts' rows; that one person came stays. The nameless copy's id is written down first, so that
 * a life that dies in between is repeated without counting the person twice.
 */
export async function forgetOpenings(models: LinkModels, contact: ContactId): Promise<void> {
  await models.openings.updateMany({ contact, nameless: { $exists: false } }, { $set: { nameless: randomUUID() } });
  for (const { _id, link, channel, opens, nameless } of await models.openings.find({ contact }).lean()) {
    await models.openings.updateOne({ _id: `${link}~${nameless}` }, { $setOnInsert: { link, channel, opens } }, { upsert: true });
    await models.openings.deleteOne({ _id });
  }
}
