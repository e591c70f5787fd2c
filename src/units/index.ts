export { branches, unitById, unitModels, type Unit, type UnitModels } from "./model.ts";
export { findBranch } from "./find-branch.ts";
