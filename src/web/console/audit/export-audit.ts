import { listAudit } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

export function exportAudit(visit: StaffVisit): Promise<Reply> {
  const columns = ["at", "who", "act", "unit", "subject", "before", "after"].map((key) => ({ key, title: visit.text(`audit:col-${key}`), width: 24 }));
  return exportFile(visit, { list: "audit", columns, rows: rows(visit) });
}

async function* rows(visit: StaffVisit): AsyncIterable<ExportRow> {
  const { desk, text, query } = visit;
  const looks = field(query, "looks") === "1";
  const [kind, id] = [field(query, "kind", 20), field(query, "id", 80)];
  for (let before: string | undefined; ; ) {
    const { entries, next } = await listAudit(desk, { looks, ...(kind && id ? { subject: { kind, id } } : {}), ...(before ? { before } : {}), limit: 500 });
    for (const one of entries) {
      yield {
        at: showTime(visit, one.at), who: one.actor.name, act: text(`audit:act-${one.act.replaceAll(".", "-")}`), unit: desk.tree.all.get(one.commune ?? "")?.name, subject: `${one.subject.kind} ${one.subject.id}`,
        before: one.before && JSON.stringify(one.before), after: one.after && JSON.stringify(one.after),
      };
    }
    if (!next) return;
    before = next;
  }
}
