import { randomBytes } from "node:crypto";
import type { AuditEntry, AuditModels, Subject } from "./model.ts";

/** Keeps what one process wrote within a millisecond in order. */
let written = 0;

export type NewAuditEntry = Omit<AuditEntry, "_id" | "at">;

/** Writes one act down and returns its id. `before` and `after` are narrowed to the fields that differ; an act that changed nothing is still one. */
export async function writeAudit(models: AuditModels, entry: NewAuditEntry, now: number): Promise<string> {
  const { before, after } = difference(entry.before, entry.after);
  const whole: AuditEntry = { ...entry, _id: `${now.toString(36).padStart(9, "0")}-${(written++ % 46_656).toString(36).padStart(3, "0")}-${randomBytes(5).toString("base64url")}`, at: now };
  delete whole.before;
  delete whole.after;
  await models.entries.create({ ...whole, ...(before ? { before } : {}), ...(after ? { after } : {}) });
  return whole._id;
}

/** A person is forgotten: that something was done stays, what it said goes. */
export async function forgetSubject(models: AuditModels, subject: Subject): Promise<void> {
  await models.entries.updateMany({ "subject.kind": subject.kind, "subject.id": subject.id }, { $unset: { before: 1, after: 1 } });
}

/** Deletes what is older than `before`. Returns how many. */
export async function expireAudit(models: AuditModels, before: number): Promise<number> {
  return (await models.entries.deleteMany({ at: { $lt: before } })).deletedCount;
}

type Fields = Record<string, unknown> | undefined;

function difference(before: Fields, after: Fields): { before?: Record<string, unknown>; after?: Record<string, unknown> } {
  if (!before || !after) return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const only = (fields: Record<string, unknown>) => Object.fromEntries(changed.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]));
  return { before: only(before), after: only(after) };
}
