import type { Broadcast, BroadcastModels } from "./model.ts";

const dayMs = 86_400_000;
/** Parked people get a notice with their next word for so long; afterwards it would only be old news. */
export const keptForMs = 14 * dayMs;

export type NewBroadcast = Pick<Broadcast, "_id" | "kind" | "audience" | "content"> & Partial<Broadcast>;

/** Writes a broadcast down before anything is sent. False when one with this id is there already. */
export async function createBroadcast(models: BroadcastModels, broadcast: NewBroadcast, now: number): Promise<boolean> {
  try {
    await models.broadcasts.create({ state: "planning", expiresAt: now + keptForMs, version: 1, cursor: "", phase: "contacts", chunks: 0, total: 0, round: 0, createdAt: now, ...broadcast });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false;
    throw error;
  }
}
