import { randomUUID } from "node:crypto";
import type { Model } from "mongoose";
import { rowId, type ActivityModels } from "./model.ts";

/** Rows of who was there without their people, so that counts stay. Returns how many. */
export function namelessAttendance({ attendance }: ActivityModels, where: Record<string, unknown>): Promise<number> {
  return nameless(attendance, where, ({ activity, commune, unit, how, at }) => ({ activity, commune, ...(unit ? { unit } : {}), name: "", how, at }));
}

/** Scores without words and people. */
export function namelessFeedback({ feedback }: ActivityModels, where: Record<string, unknown>): Promise<number> {
  return nameless(feedback, where, ({ activity, score, at }) => ({ activity, contact: "", score, at }));
}

/**
 * A row's id names its person, so another row takes its place; the old one says first which, for a life that dies in between to come
 * to the same end.
 */
async function nameless<Row extends { _id: string; activity: string; gone?: string }>(model: Model<Row>, where: Record<string, unknown>, left: (row: Row) => object): Promise<number> {
  const rows = await model.find(where as never).lean<Row[]>();
  for (const row of rows) {
    await model.updateOne({ _id: row._id, gone: { $exists: false } } as never, { $set: { gone: randomUUID() } } as never);
    const gone = (await model.findById(row._id).lean<Row>())?.gone;
    if (!gone) continue;
    await model.updateOne({ _id: rowId(row.activity, `gone:${gone}`) } as never, { $setOnInsert: left(row) } as never, { upsert: true });
    await model.deleteOne({ _id: row._id } as never);
  }
  return rows.length;
}
