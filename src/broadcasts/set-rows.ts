import { setTimeout as sleep } from "node:timers/promises";
import { accountOf } from "../storage/lanes/lanes.ts";
import type { BroadcastModels, Chunk, RowState } from "./model.ts";
import { countStates, isEnd, letterOf, mayBecome } from "./row-states.ts";

/** Others write too: each loses only to one who has written. */
const mostRounds = 200;

export type RowChange = { index: number; state: RowState };

/**
 * Moves rows of a chunk and keeps its counts with them, in one guarded write however many processes do so at once. A change a row
 * may not take is left out. Rows that return are handed over again. Undefined: no such chunk.
 */
export async function setRows(models: BroadcastModels, id: string, changesOf: (chunk: Chunk) => RowChange[], options: { force?: boolean } = {}): Promise<Chunk | undefined> {
  for (let round = 0; round < mostRounds; round++) {
    const chunk = await models.chunks.findById(id).lean<Chunk>();
    if (!chunk) return undefined;
    const changes = changesOf(chunk).filter(({ index, state }) => index < chunk.people.length && (options.force || mayBecome(chunk.states[index], state)) && chunk.states[index] !== state);
    if (changes.length === 0) return chunk;
    const after = withRows(chunk, changes);
    const written = await models.chunks.updateOne({ _id: id, revision: chunk.revision }, { $set: { ...setsOf(changes), counts: after.counts, pending: after.pending, back: after.back, revision: after.revision } });
    if (written.matchedCount === 1) return after;
    if (round > 3) await sleep(Math.random() * 10);
  }
  throw new Error("a chunk's rows did not settle");
}

function withRows(chunk: Chunk, changes: RowChange[]): Chunk {
  const states = { ...chunk.states, ...Object.fromEntries(changes.map(({ index, state }) => [index, state])) };
  const returned = changes.filter(({ state }) => letterOf(state) === "p").map(({ index }) => accountOf(chunk.people[index]!));
  return {
    ...chunk,
    states,
    counts: countStates(states),
    pending: chunk.people.length - Object.values(states).filter(isEnd).length,
    back: [...new Set([...chunk.back, ...returned])],
    revision: chunk.revision + 1,
  };
}

function setsOf(changes: RowChange[]): Record<string, RowState> {
  return Object.fromEntries(changes.map(({ index, state }) => [`states.${index}`, state]));
}
