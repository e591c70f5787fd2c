import { chunksOf, isEnd, setRows, type BroadcastModels, type Chunk, type RowChange } from "../broadcasts/index.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import { familiesOf, type FamilyPorts } from "./families.ts";

export type SettlePorts = FamilyPorts & {
  broadcasts: BroadcastModels;
  lanes: Pick<Lanes, "anyWaiting" | "wasAdded">;
  /** Whether outcomes of a broadcast are on their way to its rows. */
  outcomesWait(broadcast: string): Promise<boolean>;
  now(): number;
};

/** Nothing moved in a chunk for so long, and everything in it was handed over. */
const stillMs = 60_000;

/**
 * Rows that were handed over and whose message is nowhere: Redis was put back to an earlier time, or its disk lost power. What is known to
 * have come in may have gone out and ends as unknown; what never came in is handed over again. Without this the broadcast would never end.
 */
export class LostRows {
  private readonly ports: SettlePorts;
  /** Chunks with nothing left to hand over, as they stood when they were first seen so. */
  private readonly seen = new Map<string, { revision: number; at: number }>();

  constructor(ports: SettlePorts) {
    this.ports = ports;
  }

  /** Returns how many rows were settled. */
  async settle(): Promise<number> {
    const { broadcasts, outcomesWait, now } = this.ports;
    const suspects = new Set<string>();
    let settled = 0;
    for (const { _id } of await broadcasts.broadcasts.find({ $or: [{ state: "sending" }, { state: "cancelled", closed: { $ne: true } }] }, { _id: 1 }).lean()) {
      for (const chunk of await broadcasts.chunks.find({ ...chunksOf(_id), pending: { $gt: 0 }, open: { $size: 0 }, back: { $size: 0 } } as Record<string, unknown>, { revision: 1 }).lean<Pick<Chunk, "_id" | "revision">[]>()) {
        suspects.add(chunk._id);
        const known = this.seen.get(chunk._id);
        if (known?.revision !== chunk.revision) this.seen.set(chunk._id, { revision: chunk.revision, at: now() });
        else if (now() - known.at >= stillMs && !(await outcomesWait(_id))) settled += await this.settleChunk(chunk._id);
      }
    }
    for (const id of this.seen.keys()) if (!suspects.has(id)) this.seen.delete(id);
    return settled;
  }

  private async settleChunk(id: string): Promise<number> {
    const { broadcasts, lanes } = this.ports;
    const chunk = await broadcasts.chunks.findById(id).lean<Chunk>();
    if (!chunk) return 0;
    const open = chunk.people.flatMap((contact, index) => (isEnd(chunk.states[index]) ? [] : [{ contact, index }]));
    const families = await familiesOf(open.map((row) => row.contact), this.ports);
    const kin = open.map(({ contact }) => [...new Set([contact, ...(families.get(contact) ?? []).map((one) => one._id)])]);
    const [waiting, added] = await Promise.all([lanes.anyWaiting("bulk", kin), lanes.wasAdded(open.map(({ index }) => `b:${id}|${index}`))]);
    const lost = open.flatMap(({ index }, at): RowChange[] => (waiting[at] ? [] : [{ index, state: added[at] ? "u" : "p:0" }]));
    if (lost.length > 0) await setRows(broadcasts, id, () => lost);
    return lost.length;
  }
}
