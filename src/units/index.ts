export { branches, postTitles, unitById, unitKinds, unitModels, type Post, type PostTitle, type Unit, type UnitEvent, type UnitKind, type UnitModels } from "./model.ts";
export { createTree, isCommune, unitTree, type UnitTree } from "./tree.ts";
export { findBranch } from "./find-branch.ts";
