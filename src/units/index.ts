export { branches, postTitles, unitById, unitKinds, unitModels, type Post, type PostTitle, type Unit, type UnitEvent, type UnitKind, type UnitModels } from "./model.ts";
export { createTree, isCommune, unitTree, type UnitTree } from "./tree.ts";
export { findBranch } from "./find-branch.ts";
export { isBranch, kindsUnder, mayStandUnder } from "./kinds.ts";
export { dissolveUnit, endBySplit, eventsOf, foundUnit, labelOf, mergeUnits, moveUnit, newUnitId, renameUnit, setAliases, takenOver, UnitChanged, type NewUnit, type UnitDecision } from "./change-units.ts";
export { endPost, forgetPosts, givePost, holdersOf, postById, postsHeldBy, postsOf } from "./posts.ts";
