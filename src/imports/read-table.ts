import { Readable } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { checkArchive } from "./check-archive.ts";
import { ImportMistake } from "./import-mistake.ts";
import { readCsv } from "./read-csv.ts";

export type TableRow = { /** As the program that made the file counts lines, from 1. */ line: number; cells: string[] };

const mostRows = 50_000;
const mostColumns = 100;
const longestCell = 500;

/** The lines of the first sheet with anything in it, or of a CSV file, as texts; empty lines left out. Throws ImportMistake. */
export async function readTable(file: Buffer): Promise<TableRow[]> {
  if (file.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) throw new ImportMistake("old-excel");
  const rows = file.subarray(0, 2).toString("latin1") === "PK" ? await readWorkbook(file) : await readText(file);
  if (rows.length === 0) throw new ImportMistake("empty");
  return rows;
}

async function readWorkbook(file: Buffer): Promise<TableRow[]> {
  await checkArchive(file);
  try {
    // The library reads the parts of a workbook as they come and now and then trips over their order; a second look tells a bad file from bad luck.
    return await readSheets(file).catch((error: unknown) => {
      if (error instanceof ImportMistake) throw error;
      return readSheets(file);
    });
  } catch (error) {
    throw error instanceof ImportMistake ? error : new ImportMistake("not-a-table");
  }
}

async function readSheets(file: Buffer): Promise<TableRow[]> {
  // Big, and needed by none of the commands: loaded when a list comes.
  const { default: ExcelJS } = await import("exceljs");
  const rows: TableRow[] = [];
  const book = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from(chunksOf(file)), { worksheets: "emit", sharedStrings: "cache", styles: "cache", hyperlinks: "ignore", entries: "ignore" });
  for await (const sheet of book) {
    if (rows.length > 0) break;
    for await (const row of sheet) {
      const cells: string[] = [];
      for (let at = 1; at <= Math.min(row.cellCount, mostColumns); at++) cells.push(textOf(row.getCell(at).value));
      if (cells.some((cell) => cell !== "")) rows.push({ line: row.number, cells });
      if (rows.length > mostRows) throw new ImportMistake("too-many-rows");
      if (rows.length % 500 === 0) await breathe();
    }
  }
  return rows;
}

/** In pieces, so that reading a big file lets others have their turn. */
function* chunksOf(file: Buffer): Generator<Buffer> {
  for (let at = 0; at < file.length; at += 65_536) yield file.subarray(at, at + 65_536);
}

async function readText(file: Buffer): Promise<TableRow[]> {
  const text = decode(file);
  // A file full of control characters is no text.
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text.slice(0, 4000))) throw new ImportMistake("not-a-table");
  const rows: TableRow[] = [];
  let line = 0;
  for (const cells of readCsv(text)) {
    line++;
    const clean = cells.slice(0, mostColumns).map(tidy);
    if (clean.some((cell) => cell !== "")) rows.push({ line, cells: clean });
    if (rows.length > mostRows) throw new ImportMistake("too-many-rows");
    if (line % 2000 === 0) await breathe();
  }
  return rows;
}

/** UTF-8, UTF-16 with its mark, else the old Vietnamese Windows code page. */
function decode(file: Buffer): string {
  if (file[0] === 0xff && file[1] === 0xfe) return new TextDecoder("utf-16le").decode(file);
  if (file[0] === 0xfe && file[1] === 0xff) return new TextDecoder("utf-16be").decode(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    return new TextDecoder("windows-1258").decode(file);
  }
}

/** A cell as text. Of a formula only its result: nothing is ever calculated here. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString().slice(0, 10);
  if (typeof value === "object") {
    const { richText, result, text } = value as { richText?: { text: string }[]; result?: unknown; text?: unknown };
    if (richText) return tidy(richText.map((part) => part.text).join(""));
    if (result !== undefined) return textOf(result);
    if (text !== undefined) return textOf(text);
    return "";
  }
  return tidy(String(value));
}

function tidy(text: string): string {
  return text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\s\u00a0]+/gu, " ").trim().replace(/^'/, "").slice(0, longestCell);
}
