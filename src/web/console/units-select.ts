import type { Desk } from "../../office/index.ts";
import { reaches, type Right } from "../../staff/index.ts";
import { isBranch } from "../../units/index.ts";
import type { Option } from "./form.tsx";

/** Active branches somebody holds a right over, in the tree's order; with their commune's name where there are several communes. */
export function branchOptions(desk: Desk, right: Right): Option[] {
  const scope = desk.scope(right);
  const held = [...desk.tree.all.values()].filter((unit) => unit.active && isBranch(unit.kind) && (scope.all || scope.units.has(unit._id)));
  const several = new Set(held.map((unit) => desk.tree.communeOf(unit._id))).size > 1;
  return held
    .map((unit) => ({ value: unit._id, label: several ? `${unit.label} (${desk.tree.all.get(desk.tree.communeOf(unit._id))?.label ?? ""})` : unit.label, order: unit.order, commune: desk.tree.communeOf(unit._id) }))
    .sort((a, b) => a.commune.localeCompare(b.commune) || a.order - b.order || a.label.localeCompare(b.label, "vi"))
    .map(({ value, label }) => ({ value, label }));
}

/** Active communes somebody holds a right over, whole or in part. */
export function communeOptions(desk: Desk, right: Right): Option[] {
  const scope = desk.scope(right);
  return [...desk.tree.all.values()]
    .filter((unit) => unit.active && (unit.kind === "commune-union" || unit.kind === "grassroots-union") && (scope.all || scope.communes.includes(unit._id)))
    .sort((a, b) => a.name.localeCompare(b.name, "vi"))
    .map((unit) => ({ value: unit._id, label: unit.name }));
}

/** Clubs whose activities somebody may plan, of one commune or of all. */
export async function clubOptions(desk: Desk, commune?: string): Promise<Option[]> {
  const scope = desk.scope("activities.write");
  const found = await desk.ports.clubs.clubs.find({ state: { $ne: "dissolved" }, ...(commune === undefined ? {} : { commune }) } as Record<string, unknown>, { name: 1, commune: 1 }).lean<{ _id: string; name: string; commune?: string }[]>();
  return found
    .filter((club) => reaches(scope, { commune: club.commune, club: club._id }))
    .sort((a, b) => a.name.localeCompare(b.name, "vi"))
    .map((club) => ({ value: club._id, label: club.name }));
}
