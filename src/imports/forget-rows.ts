import type { Import, ImportModels } from "./model.ts";

/** Deletes the rows that tell of somebody of the register, and their name among those missing. */
export async function forgetRows(models: ImportModels, person: string): Promise<void> {
  await models.rows.deleteMany({ person });
  await models.imports.updateMany({ "missing.person": person }, { $pull: { missing: { person } } });
}

/** Rows of old imports go: what was taken in stands in the register, the rest is nobody's business any more. Returns how many. */
export async function expireImports(models: ImportModels, before: number): Promise<number> {
  const old = await models.imports.find({ at: { $lt: before } }, { _id: 1 }).lean<Pick<Import, "_id">[]>();
  for (const { _id } of old) await models.rows.deleteMany({ _id: { $gt: `${_id}|`, $lt: `${_id}}` } });
  if (old.length > 0) await models.imports.deleteMany({ _id: { $in: old.map((one) => one._id) } });
  return old.length;
}

/** Imports that died while they were taken in: somebody has to begin them again, and sees them. */
export async function stuckImports(models: ImportModels): Promise<Import[]> {
  return models.imports.find({ state: "applying" }).lean<Import[]>();
}
