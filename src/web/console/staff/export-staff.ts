import { listStaff } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import type { Reply, StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { grantText } from "./grant-fields.tsx";

export function exportStaff(visit: StaffVisit): Promise<Reply> {
  const columns = [["name", "person:name"], ["roles", "staff:roles"], ["state", "staff:state"], ["second-factor", "staff:second-factor"], ["last-seen", "staff:last-seen"]].map(([key, title]) => ({ key: key!, title: visit.text(title!), width: 28 }));
  return exportFile(visit, { list: "staff", columns, rows: rows(visit) });
}

async function* rows(visit: StaffVisit): AsyncIterable<ExportRow> {
  const { text } = visit;
  for (const one of await listStaff(visit.desk)) {
    yield { name: one.name || one.login, roles: one.grants.map((grant) => grantText(visit, grant)).join("; "), state: text(`staff:state-${one.state}`), "second-factor": text(one.secured ? "person:yes" : "person:no"), "last-seen": one.lastSeenAt && showTime(visit, one.lastSeenAt) };
  }
}
