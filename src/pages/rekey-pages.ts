import { changePage } from "./change-page.ts";
import { openPage } from "./find-page.ts";
import type { Page, PageModels } from "./model.ts";
import { keyIdOf, SealError } from "./seal.ts";
import { sealAll } from "./set-secrets.ts";

/** `failed`: pages that cannot be opened, with the sentence why; they stay as they are. */
export type Rekeyed = { sealed: number; alreadySo: number; failed: { page: string; reason: string }[] };

/**
 * Seals every secret with the current key, page by page, each in one write. Broken off it is simply started again; where somebody else changes a
 * page meanwhile, that page is read again.
 */
export async function rekeyPages(models: PageModels, now: number): Promise<Rekeyed> {
  const done: Rekeyed = { sealed: 0, alreadySo: 0, failed: [] };
  const ids = (await models.pages.find({}, { _id: 1 }).lean<{ _id: string }[]>()).map((page) => page._id).sort();
  for (const id of ids) {
    try {
      if (await rekeyPage(models, id, now)) done.sealed++;
      else done.alreadySo++;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      done.failed.push({ page: id, reason: error.message });
    }
  }
  return done;
}

async function rekeyPage(models: PageModels, id: string, now: number): Promise<boolean> {
  for (;;) {
    const page = await models.pages.findById(id).lean<Page>();
    if (!page || Object.values(page.secrets).every((sealed) => keyIdOf(sealed) === models.keys.current.id)) return false;
    const secrets = sealAll(models, id, openPage(models, page).secrets);
    if ((await changePage(models, { _id: id, revision: page.revision }, { set: { secrets } }, now)) !== undefined) return true;
  }
}
