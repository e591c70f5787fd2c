import type { UnitTree } from "../units/index.ts";
import { isCommune } from "../units/index.ts";
import { roleHas, scopeKind, type Right } from "./roles.ts";
import type { Grant } from "./model.ts";

/**
 * Where a right holds. Every query of the console and the API goes through one of these: `null` (no right at all) is refused
 * before, and what lies outside does not exist for the asker.
 */
export type Scope = {
  /** The whole installation. */
  all: boolean;
  /** Communes held whole. */
  communes: readonly string[];
  /** Branches held in communes that are not. */
  branches: readonly string[];
  /** Single clubs. */
  clubs: readonly string[];
  /** Every unit that may be seen: those held, all below them. Empty with `all`. */
  units: ReadonlySet<string>;
};

export const everything: Scope = { all: true, communes: [], branches: [], clubs: [], units: new Set() };

/** Where a set of grants gives a right; undefined: nowhere. */
export function scopeOf(grants: readonly Grant[], right: Right, tree: UnitTree): Scope | undefined {
  const held = grants.filter((grant) => roleHas(grant.role, right));
  if (held.length === 0) return undefined;
  if (held.some((grant) => grant.role === "owner")) return everything;
  const units = new Set(held.flatMap((grant) => (grant.unit === undefined || scopeKind[grant.role] === "club" ? [] : tree.subtree(grant.unit))));
  const communes = [...units].filter((id) => isCommune(tree.all.get(id)!));
  const whole = new Set(communes.flatMap((id) => tree.subtree(id)));
  return {
    all: false,
    communes,
    branches: [...units].filter((id) => !whole.has(id)),
    clubs: held.flatMap((grant) => (grant.club === undefined ? [] : [grant.club])),
    units,
  };
}

/** Condition on documents with `commune` and `branch`. Matches nothing where nothing is held. */
export function within(scope: Scope, fields: { commune?: string; branch?: string } = {}): Record<string, unknown> {
  if (scope.all) return {};
  const either: Record<string, unknown>[] = [];
  if (scope.communes.length > 0) either.push({ [fields.commune ?? "commune"]: oneOf(scope.communes) });
  if (scope.branches.length > 0) either.push({ [fields.branch ?? "branch"]: oneOf(scope.branches) });
  if (either.length === 0) return { _id: { $in: [] } };
  return either.length === 1 ? either[0]! : { $or: either };
}

/** Condition on documents of a whole commune, such as clubs: a branch alone does not reach them. */
export function withinCommune(scope: Scope, field = "commune"): Record<string, unknown> {
  return scope.all ? {} : { [field]: oneOf(scope.communes) };
}

export function reaches(scope: Scope, place: { commune?: string | undefined; branch?: string | undefined; club?: string | undefined }): boolean {
  if (scope.all) return true;
  return (
    (place.commune !== undefined && scope.communes.includes(place.commune)) ||
    (place.branch !== undefined && scope.branches.includes(place.branch)) ||
    (place.club !== undefined && scope.clubs.includes(place.club))
  );
}

/** One id as itself: an index serves it better than a list. */
function oneOf(ids: readonly string[]): unknown {
  return ids.length === 1 ? ids[0] : { $in: [...ids] };
}
