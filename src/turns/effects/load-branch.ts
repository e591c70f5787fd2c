import { postsOf, unitTree, type Unit, type UnitTree } from "../../units/index.ts";
import { peopleOfContact } from "../../people/index.ts";
import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";

/** `{branch?}`, else the person's own → known `{id, name, commune, secretary}`; `secretary` true where somebody holds the post now: no name, for the chat is open to everybody */
export const loadBranch = ({ rooms }: Shelf): Effect => ({
  name: "load-branch",
  outcomes: ["known", "unknown"],
  async run(args, { contact }) {
    const tree = await unitTree(rooms.units);
    const [record] = await peopleOfContact(rooms.people, contact._id);
    const unit = currentUnit(tree, textOf(args, "branch", 60) || record?.branch || contact.profile.branch || "");
    if (!unit) return { outcome: "unknown" };
    const secretary = (await postsOf(rooms.units, { unit: unit._id })).some((post) => post.title === "branch-secretary" && post.to === undefined);
    return { outcome: "known", values: { id: unit._id, name: unit.name, commune: tree.all.get(tree.communeOf(unit._id))?.name ?? "", secretary } };
  },
});

/** The unit of today: who gave a branch that was merged since belongs to the one that took it over. A split one leaves it open. */
export function currentUnit(tree: UnitTree, id: string): Unit | undefined {
  let unit = tree.all.get(id);
  for (let steps = 0; unit && !unit.active && steps < 20; steps++) unit = unit.successors?.length === 1 ? tree.all.get(unit.successors[0]!) : undefined;
  return unit?.active ? unit : undefined;
}
