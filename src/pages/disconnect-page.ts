import { clearAlerts } from "./alerts.ts";
import { changePage } from "./change-page.ts";
import { findPage } from "./find-page.ts";
import { PageMistake, type PageModels } from "./model.ts";

/** Ends serving a page: its secrets are gone, its name and settings stay for the record and for coming back. False: it was so already. */
export async function disconnectPage(models: PageModels, id: string, now: number): Promise<boolean> {
  const page = await findPage(models, id);
  if (!page) throw new PageMistake(`There is no page ${id}; \`pages list\` shows them.`);
  if (models.environment.has(id)) throw new PageMistake(`${id} comes from this installation's settings: remove them there.`);
  const changed = await changePage(models, { _id: id, state: { $ne: "disconnected" } }, { set: { state: "disconnected", since: now, secrets: {} }, unset: ["stoppedFor", "tokenExpiresAt", "fromEnvironment"] }, now);
  await clearAlerts(models, id);
  return changed !== undefined;
}
