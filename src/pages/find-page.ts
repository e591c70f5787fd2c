import type { Page, PageModels } from "./model.ts";
import { unseal } from "./seal.ts";

/** A page with its secrets in the clear, for the process that uses them. */
export type OpenPage = Omit<Page, "secrets"> & { secrets: Record<string, string> };

export async function findPage(models: PageModels, id: string): Promise<Page | undefined> {
  return (await models.pages.findById(id).lean<Page>()) ?? undefined;
}

/** Opens the page's secrets. Throws `SealError`. */
export function openPage(models: PageModels, page: Page): OpenPage {
  const open = Object.entries(page.secrets ?? {}).map(([name, sealed]) => [name, unseal(models.keys, { page: page._id, name }, sealed)]);
  return { ...page, secrets: Object.fromEntries(open) as Record<string, string> };
}
