import type { AuditEntry } from "../audit/index.ts";
import { withinCommune } from "../staff/index.ts";
import type { Desk } from "./desk.ts";

export type AuditQuery = { looks?: boolean; act?: string; subject?: { kind: string; id: string }; before?: string; limit: number };

/** The log of one's own communes, newest first: changes, or looks at people's data. `before` from the page before. */
export async function listAudit(desk: Desk, { looks = false, act, subject, before, limit }: AuditQuery): Promise<{ entries: AuditEntry[]; next?: string }> {
  const where = {
    ...withinCommune(desk.scope("audit.read")),
    ...(subject ? { "subject.kind": subject.kind, "subject.id": subject.id } : {}),
    ...(before ? { _id: { $lt: before } } : {}),
    ...(looks ? { look: true } : { look: { $exists: false } }),
    ...(act ? { act } : {}),
  };
  const found = await desk.ports.audit.entries.find(where as Record<string, unknown>).sort({ _id: -1 }).limit(limit + 1).lean<AuditEntry[]>();
  const entries = found.slice(0, limit);
  return { entries, ...(found.length > limit ? { next: entries.at(-1)!._id } : {}) };
}
