import { mayBecome, type BroadcastModels, type Chunk, type RowState } from "./model.ts";

/** Outcomes as senders and receipts left them: field `chunk|index`, value a letter. */
export type OutcomeStore = {
  /** Broadcasts with outcomes that came after they had ended (delivered, read). */
  late(): Promise<string[]>;
  read(broadcast: string, most: number): Promise<[field: string, state: string][]>;
  /** Takes out what was moved, each only while it still has the letter that was moved. */
  drop(broadcast: string, moved: [field: string, state: string][]): Promise<void>;
};

/**
 * Moves outcomes into the recipients' rows, then takes them out of the store: a crash in between only writes them again.
 * Rows only move forward. Returns how many outcomes were read.
 */
export async function recordOutcomes(models: BroadcastModels, store: OutcomeStore, most = 5000): Promise<number> {
  const running = await models.broadcasts.find({ state: { $in: ["planning", "sending"] } }, { _id: 1 }).lean();
  let moved = 0;
  for (const broadcast of new Set([...running.map((one) => one._id), ...(await store.late())])) {
    const outcomes = await store.read(broadcast, most);
    for (const [chunk, rows] of Map.groupBy(outcomes, ([field]) => field.split("|")[0]!)) await writeRows(models, `${broadcast}|${chunk}`, rows);
    await store.drop(broadcast, outcomes);
    moved += outcomes.length;
  }
  return moved;
}

async function writeRows(models: BroadcastModels, chunk: string, rows: [field: string, state: string][]): Promise<void> {
  const states = ((await models.chunks.findById(chunk, { states: 1 }).lean()) as Pick<Chunk, "states"> | null)?.states;
  const letters = rows.flatMap(([field, state]) => {
    const index = field.split("|")[1]!;
    return mayBecome(states?.[index], state as RowState) ? [[`states.${index}`, state]] : [];
  });
  if (letters.length > 0) await models.chunks.updateOne({ _id: chunk }, { $set: Object.fromEntries(letters) });
}
