import { accountOf } from "../storage/lanes/lanes.ts";
import { chunksOf, type Broadcast, type BroadcastModels, type Chunk, type RowState } from "./model.ts";
import { roundOf } from "./row-states.ts";
import { setRows } from "./set-rows.ts";

/** A row that is to be sent now. `round`: how often it was handed over before. */
export type RowToSend = { index: number; contact: string; round: number };
export type Batch = { chunk: string; account: string; rows: RowToSend[]; /** Of returned rows, or of ones never handed over. */ again: boolean; /** First row not looked at. */ next: number; last: boolean };

/** Accounts a broadcast has rows for, and whether some of them returned. Reads no rows. */
export async function accountsToFeed(models: BroadcastModels, broadcast: string): Promise<Map<string, { returned: boolean }>> {
  const chunks = await models.chunks.find({ ...chunksOf(broadcast), pending: { $gt: 0 } }, { open: 1, back: 1 }).lean<Pick<Chunk, "open" | "back">[]>();
  const returned = new Set(chunks.flatMap((chunk) => chunk.back));
  return new Map([...chunks.flatMap((chunk) => chunk.open), ...returned].map((account) => [account, { returned: returned.has(account) }]));
}

/** The next rows of an account, at most `most`, all of one chunk; returned ones first, where there may be some. Undefined: there are none. */
export async function nextBatch(models: BroadcastModels, broadcast: Broadcast, account: string, most: number, mayHaveReturned = true): Promise<Batch | undefined> {
  const returned = mayHaveReturned ? await models.chunks.findOne({ broadcast: broadcast._id, back: account }).sort({ _id: 1 }).lean<Chunk>() : null;
  if (returned) return returnedRows(returned, account, most);
  const chunk = await models.chunks.findOne({ broadcast: broadcast._id, open: account }).sort({ _id: 1 }).lean<Chunk>();
  return chunk ? freshRows(chunk, account, most) : undefined;
}

function returnedRows(chunk: Chunk, account: string, most: number): Batch {
  const all = chunk.people.flatMap((contact, index) => (accountOf(contact) === account && chunk.states[index]?.startsWith("p") ? [{ index, contact, round: roundOf(chunk.states[index]) + 1 }] : []));
  return { chunk: chunk._id, account, rows: all.slice(0, most), again: true, next: 0, last: all.length <= most };
}

/** Of round 0 always: a crash hands them over once more, and staff may have had the failed ones tried again in between. */
function freshRows(chunk: Chunk, account: string, most: number): Batch {
  const rows: RowToSend[] = [];
  const key = nextKey(account);
  let index = chunk.next[key] ?? 0;
  for (; index < chunk.people.length && rows.length < most; index++) {
    const contact = chunk.people[index]!;
    if (chunk.states[index] === undefined && accountOf(contact) === account) rows.push({ index, contact, round: 0 });
  }
  return { chunk: chunk._id, account, rows, again: false, next: index, last: index >= chunk.people.length };
}

/**
 * The batch's messages are in their people's lists: the rows count as on the way. `decided`: rows that got their end instead. A crash
 * before this hands the same messages over once more, which their ids make nothing.
 */
export async function handedOver(models: BroadcastModels, batch: Batch, decided: { index: number; state: RowState }[]): Promise<void> {
  if (decided.length > 0) await setRows(models, batch.chunk, () => decided);
  if (batch.again) return handedOverAgain(models, batch, decided);
  await models.chunks.updateOne({ _id: batch.chunk }, { $max: { [`next.${nextKey(batch.account)}`]: batch.next }, $inc: { revision: 1 } });
  if (batch.last) await models.chunks.updateOne({ _id: batch.chunk }, { $pull: { open: batch.account }, $inc: { revision: 1 } });
}

/** A returned row that was handed over has no letter again; one whose outcome came meanwhile keeps it. */
async function handedOverAgain(models: BroadcastModels, batch: Batch, decided: { index: number }[]): Promise<void> {
  const done = new Set(decided.map((one) => one.index));
  for (;;) {
    const chunk = await models.chunks.findById(batch.chunk).lean<Chunk>();
    if (!chunk) return;
    const stillP = batch.rows.filter(({ index, round }) => !done.has(index) && chunk.states[index] === `p:${round - 1}`);
    const unset = Object.fromEntries(stillP.map(({ index }) => [`states.${index}`, ""]));
    const left = chunk.people.some((contact, index) => accountOf(contact) === batch.account && chunk.states[index]?.startsWith("p") && !stillP.some((row) => row.index === index));
    const counts = { ...chunk.counts, p: Math.max(0, (chunk.counts.p ?? 0) - stillP.length) };
    const written = await models.chunks.updateOne(
      { _id: batch.chunk, revision: chunk.revision },
      { $set: { counts, revision: chunk.revision + 1, back: left ? chunk.back : chunk.back.filter((one) => one !== batch.account) }, ...(stillP.length > 0 ? { $unset: unset } : {}) },
    );
    if (written.matchedCount === 1) return;
  }
}

/** An account as a field's name: it holds characters that mean something in a path. */
export function nextKey(account: string): string {
  return Buffer.from(account).toString("base64url");
}
