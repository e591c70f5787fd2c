import { PassThrough, type Readable } from "node:stream";

export type ExportColumn = { key: string; title: string; width?: number };
export type ExportRow = Record<string, string | number | undefined>;

/** Beginnings a spreadsheet would take for a formula (OWASP, CSV injection). */
const dangerous = /^[=+\-@\t\r]/;

/**
 * A list as a workbook that flows while it is read: never the whole of it in memory. Every text is a text: what looks like a formula
 * gets an apostrophe, as people type it themselves. An error on the way breaks the download off rather than ending it short.
 */
export function exportXlsx(columns: readonly ExportColumn[], rows: AsyncIterable<ExportRow>, { sheet }: { sheet: string }): Readable {
  const out = new PassThrough();
  void write(out, columns, rows, sheet).catch((error: Error) => out.destroy(error));
  return out;
}

async function write(out: PassThrough, columns: readonly ExportColumn[], rows: AsyncIterable<ExportRow>, sheet: string): Promise<void> {
  const { default: ExcelJS } = await import("exceljs");
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const page = book.addWorksheet(sheet.replace(/[\\/?*[\]:]/g, " ").slice(0, 31), { views: [{ state: "frozen", ySplit: 1 }] });
  page.columns = columns.map(({ key, title, width = 18 }) => ({ key, header: title, width }));
  page.getRow(1).font = { bold: true };
  page.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } };
  page.getRow(1).commit();
  let written = 0;
  for await (const row of rows) {
    page.addRow(columns.map(({ key }) => cellOf(row[key]))).commit();
    // The reader's pace is ours.
    if (++written % 200 === 0) while (out.writableLength > 262_144 && !out.destroyed) await new Promise((passed) => setTimeout(passed, 5));
    if (out.destroyed) return;
  }
  page.commit();
  await book.commit();
}

/** A text no program takes for anything else. */
export function safeText(text: string): string {
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  return dangerous.test(clean) ? `'${clean}` : clean;
}

function cellOf(value: string | number | undefined): string | number | null {
  if (value === undefined) return null;
  return typeof value === "number" ? value : safeText(value).slice(0, 32_000);
}
