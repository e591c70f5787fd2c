import { findBranch as find } from "../../units/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{text}`, a village's name, old ones too → found `{id, name}` */
export const findBranch = ({ rooms }: Shelf): Effect => ({
  name: "find-branch",
  outcomes: ["found", "unknown"],
  async run(args) {
    const branch = await find(rooms.units, textOf(args, "text"));
    return branch ? { outcome: "found", values: { id: branch._id, name: branch.name } } : { outcome: "unknown" };
  },
});
