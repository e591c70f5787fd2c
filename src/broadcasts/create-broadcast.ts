import type { Broadcast, BroadcastModels } from "./model.ts";

/** Writes a broadcast down before anything is sent. False when one with this id is there already. */
export async function createBroadcast(models: BroadcastModels, broadcast: Pick<Broadcast, "_id" | "kind" | "audience" | "content">, now: number): Promise<boolean> {
  try {
    await models.broadcasts.create({ ...broadcast, state: "planning", cursor: "", chunks: 0, total: 0, createdAt: now });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false;
    throw error;
  }
}
