import { findBranch as find } from "../../units/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { communeOf } from "./commune-of.ts";

/** `{text}`, a village's name, old ones too → found `{id, name}` */
export const findBranch = (shelf: Shelf): Effect => ({
  name: "find-branch",
  outcomes: ["found", "unknown"],
  async run(args, { contact }) {
    const branch = await find(shelf.rooms.units, textOf(args, "text"), await communeOf(shelf, contact));
    return branch ? { outcome: "found", values: { id: branch._id, name: branch.name } } : { outcome: "unknown" };
  },
});
