import { importRows, readImport } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { showDay, showPhone } from "../../../people/index.ts";
import { exportFile } from "../export-file.ts";
import type { Reply, StaffVisit } from "../route.ts";

/** The report of an import row by row, for whoever corrects the list it came from. */
export async function exportRows(visit: StaffVisit): Promise<Reply> {
  await readImport(visit.desk, visit.params["id"]!);
  const columns = [["line", "imports:col-line"], ["verdict", "imports:col-verdict"], ["name", "imports:field-name"], ["birth", "imports:field-birth"], ["phone", "imports:field-phone"], ["branch", "imports:field-branch"], ["problems", "imports:col-problems"]].map(([key, title]) => ({ key: key!, title: visit.text(title!), width: 22 }));
  return exportFile(visit, { list: "imports", columns, rows: rows(visit) });
}

async function* rows({ desk, text, params }: StaffVisit): AsyncIterable<ExportRow> {
  for (let after: string | undefined; ; ) {
    const { rows: page, next } = await importRows(desk, params["id"]!, { ...(after ? { after } : {}), limit: 500 });
    for (const { line, verdict, fields, problems } of page) {
      yield {
        line, verdict: text(`imports:verdict-${verdict}`), name: fields.name, birth: fields.birth && showDay(fields.birth), phone: fields.phone && showPhone(fields.phone), branch: desk.tree.all.get(fields.branch ?? "")?.name,
        problems: problems.map((one) => text(`imports:problem-${one.reason}`, { field: text(`imports:field-${one.field}`) })).join("; "),
      };
    }
    if (!next) return;
    after = next;
  }
}
