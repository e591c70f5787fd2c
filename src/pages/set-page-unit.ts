import { changePage } from "./change-page.ts";
import type { PageModels } from "./model.ts";

/** Whose account it is: its people's clubs, dialogues and requests are that unit's. False: no such page. */
export async function setPageUnit(models: PageModels, id: string, unit: string, now: number): Promise<boolean> {
  return (await changePage(models, { _id: id }, { set: { unit } }, now)) !== undefined;
}
