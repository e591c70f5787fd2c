import { isCaseKind } from "../../../cases/index.ts";
import { listCases } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";

export function exportCases(visit: StaffVisit): Promise<Reply> {
  const columns = ["ref", "kind", "field-name", "field-birth", "state", "branch", "opened", "due-day"].map((key) => ({ key, title: visit.text(`cases:${key}`), width: 22 }));
  return exportFile(visit, { list: "cases", columns, rows: rows(visit) });
}

async function* rows(visit: StaffVisit): AsyncIterable<ExportRow> {
  const { desk, text, query } = visit;
  const kind = field(query, "kind", 20);
  for (let after: string | undefined; ; ) {
    const { cases, next } = await listCases(desk, { ...(isCaseKind(kind) ? { kind } : {}), closed: field(query, "closed") === "1", late: field(query, "late") === "1", mine: field(query, "mine") === "1", limit: 200, ...(after === undefined ? {} : { after }) });
    for (const one of cases) {
      yield {
        ref: one.ref, kind: text(`case-kinds:${one.kind}`), "field-name": one.data.name, "field-birth": one.data.birth, state: text(`case-stages:${one.kind}-${one.state}`), branch: desk.tree.all.get(one.branch ?? "")?.name,
        opened: showDate(visit, one.openedAt), "due-day": one.dueAt && one.open ? showDate(visit, one.dueAt) : undefined,
      };
    }
    if (next === undefined) return;
    after = next;
  }
}
