import type { Page, PageModels } from "./model.ts";

/** Where a page comes from; one whose settings were taken away is not served until they are back or it is added by hand. */
export type PageOrigin = "settings" | "store" | "gone-from-settings";

/** A page as it may be shown to anybody on the staff. */
export type ListedPage = Omit<Page, "secrets" | "fromEnvironment"> & { origin: PageOrigin };

export function originOf(models: PageModels, page: Pick<Page, "_id" | "fromEnvironment">): PageOrigin {
  if (models.environment.has(page._id)) return "settings";
  return page.fromEnvironment === undefined ? "store" : "gone-from-settings";
}

/** All pages without their secrets, those of the settings first, then by channel and name. */
export async function listPages(models: PageModels): Promise<ListedPage[]> {
  const pages = await models.pages.find({}, { secrets: 0 }).lean<Omit<Page, "secrets">[]>();
  return pages
    .map(({ fromEnvironment, ...page }): ListedPage => ({ ...page, origin: originOf(models, { _id: page._id, ...(fromEnvironment === undefined ? {} : { fromEnvironment }) }) }))
    .sort((a, b) => Number(b.origin === "settings") - Number(a.origin === "settings") || a.channel.localeCompare(b.channel) || a.name.localeCompare(b.name, "vi"));
}

/** The revision of every page, to see what changed. */
export async function pageRevisions(models: PageModels): Promise<Map<string, number>> {
  const pages = await models.pages.find({}, { revision: 1 }).lean<Pick<Page, "_id" | "revision">[]>();
  return new Map(pages.map((page) => [page._id, page.revision]));
}

export async function pagesById(models: PageModels, ids: string[]): Promise<Page[]> {
  return ids.length === 0 ? [] : models.pages.find({ _id: { $in: ids } }).lean<Page[]>();
}
