import { open, type FileHandle } from "node:fs/promises";

/** Boxes that hold boxes we look into. */
const holders = new Set(["moov", "trak", "mdia"]);
/** Boxes about the recording: phones write the place into `udta` (©xyz) and `meta` (com.apple.quicktime.location), cameras into `uuid` (XMP). */
const tales = new Set(["udta", "meta", "uuid"]);
const deepest = 4;
const mostBoxes = 2_000;

/**
 * Takes the place and the device out of MP4, MOV and M4A files without touching sound or picture: the boxes that tell of them are
 * renamed to `free` (which players pass over) and filled with zeros, so that every offset stays right. Files of another make
 * (WebM) and boxes that make no sense are left as they are: players do not read them either.
 */
export async function cleanMovie(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await cleanBoxes(file, 0, (await file.stat()).size, 0, { left: mostBoxes });
    await file.sync();
  } finally {
    await file.close();
  }
}

async function cleanBoxes(file: FileHandle, from: number, to: number, depth: number, budget: { left: number }): Promise<void> {
  for (let at = from; at + 8 <= to && budget.left-- > 0; ) {
    const head = Buffer.alloc(16);
    await file.read(head, 0, 16, at);
    const name = head.toString("latin1", 4, 8);
    const short = head.readUInt32BE(0);
    const header = short === 1 ? 16 : 8;
    // 0: up to the end; 1: the size stands in eight bytes behind the name.
    const size = short === 0 ? to - at : short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    if (size < header || at + size > to) return;
    if (tales.has(name)) await blank(file, at, header, size);
    else if (holders.has(name) && depth < deepest) await cleanBoxes(file, at + header, at + size, depth + 1, budget);
    at += size;
  }
}

async function blank(file: FileHandle, at: number, header: number, size: number): Promise<void> {
  await file.write("free", at + 4, "latin1");
  const zeros = Buffer.alloc(64 * 1024);
  for (let place = at + header; place < at + size; place += zeros.length) await file.write(zeros, 0, Math.min(zeros.length, at + size - place), place);
}
