import { breath } from "../storage/breath.ts";
import type { BroadcastModels } from "./model.ts";
import { setRows } from "./set-rows.ts";

/** Outcomes as senders and receipts left them: field `chunk|index`, value a row's state. */
export type OutcomeStore = {
  /** Broadcasts with outcomes. */
  waiting(): Promise<string[]>;
  read(broadcast: string, most: number): Promise<[field: string, state: string][]>;
  /** Takes out what was moved, each only while it still has the state that was moved. */
  drop(broadcast: string, moved: [field: string, state: string][]): Promise<void>;
};

/**
 * Moves outcomes into the recipients' rows, then takes them out of the store: a crash in between only writes them again.
 * Rows only move forward. Returns how many outcomes were read.
 */
export async function recordOutcomes(models: BroadcastModels, store: OutcomeStore, most = 5000): Promise<number> {
  let moved = 0;
  for (const broadcast of await store.waiting()) {
    const outcomes = await store.read(broadcast, most);
    for (const [chunk, rows] of Map.groupBy(outcomes, ([field]) => field.split("|")[0]!)) {
      const began = performance.now();
      const id = `${broadcast}|${chunk}`;
      await setRows(models, id, () => rows.map(([field, state]) => ({ index: Number(field.split("|")[1]), state })));
      // At once: read again later, an old failure would end a row that is being tried once more.
      await store.drop(broadcast, rows);
      await breath(began);
    }
    moved += outcomes.length;
  }
  return moved;
}

