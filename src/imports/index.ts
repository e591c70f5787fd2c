export { findHeader, guessMapping, isTarget, signatureOf, targets, type Table, type Target } from "./columns.ts";
export { ImportMistake } from "./import-mistake.ts";
export { importModels, rowsOf, type Import, type ImportModels, type ImportRow, type ImportState, type Verdict } from "./model.ts";
export { readTable, type TableRow } from "./read-table.ts";
export { readName, readRow, type ReadRow, type RowProblem } from "./read-row.ts";
export { beginImport, remapImport, type ImportPorts } from "./plan-import.ts";
export { applyImport, undoImport } from "./apply-import.ts";
export { expireImports, forgetRows, stuckImports } from "./forget-rows.ts";
export { exportXlsx, safeText, type ExportColumn, type ExportRow } from "./export-table.ts";
