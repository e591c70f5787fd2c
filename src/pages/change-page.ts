import type { UpdateQuery } from "mongoose";
import type { Page, PageModels } from "./model.ts";

export type PageChange = { set?: Partial<Page>; unset?: (keyof Page | `secrets.${string}`)[] };

/**
 * The one way a page's document is changed: the revision rises and the other processes hear of it. Returns the new revision, undefined when no
 * page fits `filter`.
 */
export async function changePage(models: PageModels, filter: { _id: string } & Record<string, unknown>, { set, unset = [] }: PageChange, now: number): Promise<number | undefined> {
  const update: UpdateQuery<Page> = {
    $set: { ...set, updatedAt: now },
    $inc: { revision: 1 },
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((field) => [field, 1])) } : {}),
  };
  const changed = await models.pages.findOneAndUpdate(filter, update, { returnDocument: "after", projection: { revision: 1 } }).lean<Pick<Page, "revision">>();
  if (!changed) return undefined;
  await models.announce(filter._id);
  return changed.revision;
}
