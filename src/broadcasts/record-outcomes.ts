import type { BroadcastModels, RowState } from "./model.ts";

/** Outcomes as the sender left them: field `chunk|index`, value a letter. */
export type OutcomeStore = {
  read(broadcast: string, most: number): Promise<[field: string, state: string][]>;
  drop(broadcast: string, fields: string[]): Promise<void>;
};

/**
 * Moves outcomes into the recipients' rows, then takes them out of the store: a crash in between only writes them again.
 * A row that has a letter keeps it. Returns how many were moved.
 */
export async function recordOutcomes(models: BroadcastModels, store: OutcomeStore, most = 5000): Promise<number> {
  let moved = 0;
  for (const { _id: broadcast } of await models.broadcasts.find({ state: { $in: ["planning", "sending"] } }, { _id: 1 }).lean()) {
    const outcomes = await store.read(broadcast, most);
    if (outcomes.length === 0) continue;
    const chunks = Map.groupBy(outcomes, ([field]) => field.split("|")[0]!);
    for (const [chunk, rows] of chunks) {
      const letters = Object.fromEntries(rows.map(([field, state]) => [`states.${field.split("|")[1]}`, state as RowState]));
      await models.chunks.updateOne({ _id: `${broadcast}|${chunk}` }, { $set: letters });
    }
    await store.drop(broadcast, outcomes.map(([field]) => field));
    moved += outcomes.length;
  }
  return moved;
}
