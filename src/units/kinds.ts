import type { UnitKind } from "./model.ts";

/** Which kinds may stand directly under which (facts §2: three or four levels below the centre, and they vary). */
const under: Record<UnitKind, readonly UnitKind[]> = {
  "central-union": [],
  "provincial-union": ["central-union"],
  "commune-union": ["provincial-union"],
  "grassroots-union": ["provincial-union", "central-union"],
  "subordinate-union": ["commune-union", "grassroots-union", "provincial-union"],
  branch: ["commune-union", "grassroots-union", "subordinate-union", "provincial-union"],
  "joint-branch": ["commune-union", "grassroots-union", "subordinate-union"],
  "sub-branch": ["branch", "joint-branch"],
};

export function mayStandUnder(kind: UnitKind, parent: UnitKind | undefined): boolean {
  return parent === undefined ? kind === "central-union" || kind === "provincial-union" || kind === "commune-union" || kind === "grassroots-union" : under[kind].includes(parent);
}

/** Kinds one may found under a unit of this kind. */
export function kindsUnder(parent: UnitKind): UnitKind[] {
  return (Object.keys(under) as UnitKind[]).filter((kind) => under[kind].includes(parent));
}

/** What people belong to directly. */
export function isBranch(kind: UnitKind): boolean {
  return kind === "branch" || kind === "joint-branch" || kind === "sub-branch" || kind === "subordinate-union";
}
