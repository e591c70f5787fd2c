import type { Unit, UnitKind, UnitModels } from "./model.ts";

/** The whole tree of an installation as one reads it at once: some thousands of units for a province. */
export type UnitTree = {
  all: ReadonlyMap<string, Unit>;
  /** Itself and everything below it, ended units included: their people's past belongs to them. */
  subtree(id: string): string[];
  children(id: string): Unit[];
  /** Roots first. Never endless: a ring in the data ends the walk. */
  pathOf(id: string): Unit[];
  /** The unit of the commune it belongs to; the unit itself when it stands above the communes or there is none. */
  communeOf(id: string): string;
  /** The communes of a subtree. */
  communesOf(id: string): string[];
};

/** Units that own people's data: each sees only its own. */
const owning = new Set<UnitKind>(["commune-union", "grassroots-union"]);

export function isCommune(unit: Unit): boolean {
  return owning.has(unit.kind);
}

export function createTree(units: Unit[]): UnitTree {
  const all = new Map(units.map((unit) => [unit._id, unit]));
  const below = Map.groupBy(units.filter((unit) => unit.parent !== undefined), (unit) => unit.parent!);
  const pathOf = (id: string): Unit[] => {
    const path: Unit[] = [];
    for (let unit = all.get(id); unit && !path.includes(unit); unit = unit.parent === undefined ? undefined : all.get(unit.parent)) path.unshift(unit);
    return path;
  };
  const subtree = (id: string): string[] => {
    const found = new Set<string>();
    const left = all.has(id) ? [id] : [];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      left.push(...(below.get(next) ?? []).map((unit) => unit._id));
    }
    return [...found];
  };
  return {
    all,
    subtree,
    pathOf,
    children: (id) => (below.get(id) ?? []).toSorted((a, b) => a.order - b.order || a.name.localeCompare(b.name, "vi")),
    communeOf: (id) => pathOf(id).find(isCommune)?._id ?? id,
    communesOf: (id) => subtree(id).filter((one) => isCommune(all.get(one)!)),
  };
}

const keepMs = 2_000;
const kept = new WeakMap<UnitModels, { at: number; tree: Promise<UnitTree> }>();

/** The tree, at most two seconds old: rights of every request are read from it. `fresh` after a change of one's own. */
export function unitTree(models: UnitModels, options: { fresh?: boolean } = {}): Promise<UnitTree> {
  const last = kept.get(models);
  const now = performance.now();
  if (last && !options.fresh && now - last.at < keepMs) return last.tree;
  const tree = models.units.find().lean<Unit[]>().then(createTree);
  kept.set(models, { at: now, tree });
  tree.catch(() => kept.delete(models));
  return tree;
}
