import { open, type FileHandle } from "node:fs/promises";
import { MediaRefused } from "./refusal.ts";

/** What an archive (docx, xlsx, pptx) may unpack to. */
const mostUnpacked = 100 * 1_048_576;
const mostEntries = 10_000;

/** The end record (22 bytes) stands last, before a comment of at most 65535 bytes. */
const longestEnd = 22 + 65_535;
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
/** Longest list of entries that is read: 10,000 with names of 400 bytes. */
const longestList = 4 * 1_048_576;

/** Throws MediaRefused "bomb" for an archive whose list says it unpacks to too much, "broken" for one whose list cannot be read. */
export async function checkZip(path: string): Promise<void> {
  const file = await open(path);
  try {
    const list = await listOf(file, (await file.stat()).size);
    let unpacked = 0;
    let entries = 0;
    for (let place = 0; place + 46 <= list.length; entries++) {
      if (list.readUInt32LE(place) !== entryMark) throw new MediaRefused("broken");
      // 0xffffffff says that the true size stands in a zip64 field: far beyond what is taken anyway.
      unpacked += list.readUInt32LE(place + 24);
      if (unpacked > mostUnpacked || entries >= mostEntries) throw new MediaRefused("bomb");
      place += 46 + list.readUInt16LE(place + 28) + list.readUInt16LE(place + 30) + list.readUInt16LE(place + 32);
    }
    if (entries === 0) throw new MediaRefused("broken");
  } finally {
    await file.close();
  }
}

/** The list of entries ("central directory"), which is what programs unpack by. */
async function listOf(file: FileHandle, size: number): Promise<Buffer> {
  const end = await bytes(file, Math.max(0, size - longestEnd), Math.min(size, longestEnd));
  let at = end.length - 22;
  while (at >= 0 && end.readUInt32LE(at) !== endMark) at--;
  if (at < 0) throw new MediaRefused("broken");
  const [length, start] = [end.readUInt32LE(at + 12), end.readUInt32LE(at + 16)];
  if (length > longestList) throw new MediaRefused("bomb");
  if (start + length > size) throw new MediaRefused("broken");
  return bytes(file, start, length);
}

async function bytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
