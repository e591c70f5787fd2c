import { inflateRaw } from "node:zlib";
import { promisify } from "node:util";
import { ImportMistake } from "./import-mistake.ts";

const inflate = promisify(inflateRaw) as (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** What a workbook may unpack to: five times a list of 50,000 people. */
const mostUnpacked = 120 * 1_048_576;
const mostEntries = 500;
const [endMark, entryMark] = [0x06054b50, 0x02014b50];

/**
 * Unpacks every entry of a workbook once, off the main thread and within bounds, before anything reads it: what the archive says about its
 * sizes may be a lie, and a megabyte can hold a gigabyte of noughts. Throws ImportMistake.
 */
export async function checkArchive(file: Buffer): Promise<void> {
  let left = mostUnpacked;
  for (const { method, packed, declared } of entriesOf(file)) {
    if (declared > left) throw new ImportMistake("too-large");
    if (method === 0) left -= packed.length;
    else if (method === 8) left -= (await unpack(packed, left)).length;
    else throw new ImportMistake("not-a-table");
    if (left < 0) throw new ImportMistake("too-large");
  }
}

async function unpack(packed: Buffer, most: number): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    throw new ImportMistake((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "not-a-table");
  }
}

type Entry = { method: number; packed: Buffer; declared: number };

/** By the list at the end ("central directory"), which is what programs unpack by. */
function entriesOf(file: Buffer): Entry[] {
  let end = file.length - 22;
  const first = Math.max(0, file.length - 22 - 65_535);
  while (end >= first && file.readUInt32LE(end) !== endMark) end--;
  if (end < first || end < 0) throw new ImportMistake("not-a-table");
  const entries: Entry[] = [];
  const listEnd = file.readUInt32LE(end + 16) + file.readUInt32LE(end + 12);
  for (let at = file.readUInt32LE(end + 16); at + 46 <= Math.min(listEnd, file.length); ) {
    if (file.readUInt32LE(at) !== entryMark) throw new ImportMistake("not-a-table");
    if (entries.length >= mostEntries) throw new ImportMistake("too-large");
    const [method, size, declared, local] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt32LE(at + 24), file.readUInt32LE(at + 42)];
    if (local + 30 > file.length) throw new ImportMistake("not-a-table");
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    if (start + size > file.length) throw new ImportMistake("not-a-table");
    entries.push({ method, declared, packed: file.subarray(start, start + size) });
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  if (entries.length === 0) throw new ImportMistake("not-a-table");
  return entries;
}
