import { chunksOf, type Broadcast, type BroadcastModels, type Chunk } from "./model.ts";
import { setRows } from "./set-rows.ts";

/** Takes a person out of all broadcasts' rows; the place stays, so that counts do not change. */
export async function forgetRecipient(models: BroadcastModels, contact: string): Promise<void> {
  for await (const { _id, people } of models.chunks.find({ people: contact }, { people: 1 }).lean<Pick<Chunk, "_id" | "people">>().cursor()) {
    const index = people.indexOf(contact);
    await setRows(models, _id, () => [{ index, state: "x" }]);
    await models.chunks.updateOne({ _id }, { $set: { [`people.${index}`]: "" }, $inc: { revision: 1 } });
  }
  // What was told to nobody else goes whole, with the code of the seat.
  for (const { _id } of await models.broadcasts.find({ kind: "promoted", "audience.contacts": contact } as Record<string, unknown>, { _id: 1 }).lean()) {
    await models.chunks.deleteMany(chunksOf(_id));
    await models.broadcasts.deleteOne({ _id });
  }
  await models.replies.deleteMany({ contact });
  for (const path of ["audience.contacts", "audience.except.contacts"]) await models.broadcasts.updateMany({ [path]: contact } as Record<string, unknown>, { $pull: { [path]: contact } } as Record<string, unknown>);
  for (const path of ["query.contacts", "query.except.contacts"]) await models.audiences.updateMany({ [path]: contact } as Record<string, unknown>, { $pull: { [path]: contact } } as Record<string, unknown>);
  // An audience of nobody but the forgotten says nothing any more.
  await models.audiences.deleteMany({ "query.contacts": { $size: 0 } } as Record<string, unknown>);
  await models.interests.deleteMany({ contact });
  await models.broadcasts.updateMany({ reportTo: contact }, { $unset: { reportTo: 1 } });
}

/**
 * Deletes broadcasts that were created before a time and are over, with their rows, and as old wishes to be reminded. `gone` is told of each
 * that had a picture, for what other rooms keep of it. Returns how many.
 */
export async function expireBroadcasts(models: BroadcastModels, before: number, gone: (broadcast: Pick<Broadcast, "_id" | "follows">) => Promise<void> = async () => {}): Promise<number> {
  const old = await models.broadcasts.find({ createdAt: { $lt: before }, state: { $in: ["done", "cancelled", "draft"] } }, { follows: 1, "content.image": 1 }).limit(200).lean<Broadcast[]>();
  for (const one of old) {
    await models.chunks.deleteMany(chunksOf(one._id));
    await models.replies.deleteMany({ broadcast: one._id });
    await models.broadcasts.deleteOne({ _id: one._id });
    if (one.content?.image) await gone(one);
  }
  await models.interests.deleteMany({ at: { $lt: before } });
  return old.length;
}
