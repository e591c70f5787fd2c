import { exportXlsx, type ExportColumn, type ExportRow } from "../../imports/index.ts";
import type { Reply, StaffVisit } from "./route.ts";

/** A list as a workbook download; that it was taken is written down with its filter. */
export async function exportFile(visit: StaffVisit, { list, columns, rows }: { list: string; columns: readonly ExportColumn[]; rows: AsyncIterable<ExportRow> }): Promise<Reply> {
  const { desk, text, now, request } = visit;
  await desk.audit("export.taken", { subject: { kind: "export", id: list }, commune: desk.can("people.read") ? desk.scope("people.read").communes[0] : undefined, look: true, after: { filter: Object.keys(request.query).sort().join(",") } });
  return { file: exportXlsx(columns, rows, { sheet: text(`${list}:title`) }), name: `${list}-${new Date(now).toISOString().slice(0, 10)}.xlsx`, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
}
