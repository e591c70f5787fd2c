import type { Contact } from "../../storage/contact.ts";
import { standing } from "../../broadcasts/index.ts";
import { isCommune, unitTree } from "../../units/index.ts";
import type { Shelf } from "./effect-tools.ts";

/**
 * The commune somebody's clubs, dialogues and requests belong to: that of the account they write to; on an account of a whole province
 * that of their branch; else the only one there is. Undefined: nothing tells.
 */
export async function communeOf({ rooms, tools }: Shelf, contact: Pick<Contact, "_id" | "profile">): Promise<string | undefined> {
  const tree = await unitTree(rooms.units);
  for (const unit of [tools.pageUnit?.(contact._id), contact.profile.branch].flatMap((named) => (named ? standing(tree, named) : []))) {
    const commune = tree.all.get(tree.communeOf(unit));
    if (commune && isCommune(commune)) return commune._id;
  }
  const all = [...tree.all.values()].filter((unit) => isCommune(unit) && unit.active);
  return all.length === 1 ? all[0]!._id : undefined;
}
