import { listUnits } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import type { Reply, StaffVisit } from "../route.ts";

export async function exportUnits(visit: StaffVisit): Promise<Reply> {
  const { text } = visit;
  return exportFile(visit, { list: "units", columns: ["name", "kind", "parent", "aliases", "people"].map((key) => ({ key, title: text(`units:${key}`), width: 26 })), rows: rows(visit) });
}

async function* rows({ desk, text }: StaffVisit): AsyncIterable<ExportRow> {
  for (const unit of listUnits(desk)) {
    yield { name: unit.name, kind: text(`units:kind-${unit.kind}`), parent: desk.tree.all.get(unit.parent ?? "")?.name, aliases: unit.aliases.join(", "), people: await desk.ports.people.people.countDocuments({ branch: unit._id }) };
  }
}
