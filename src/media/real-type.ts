import { open, readFile } from "node:fs/promises";
import type { MediaKind } from "../core/inbound-event.ts";
import { MediaRefused } from "./refusal.ts";
import { checkZip } from "./zip-size.ts";

/** A kind of file we take: its true type, and the ending it is kept under. */
export type RealType = { type: string; ending: string; kind: Extract<MediaKind, "image" | "audio" | "video" | "file"> };

const office = "application/vnd.openxmlformats-officedocument";

/**
 * By the type the first bytes say. Not among them: HEIC (pictures of iPhones; platforms and browsers turn them into JPEG), because
 * nothing here can take the place they were taken at out of it; SVG and HTML, which are programs; documents with macros.
 */
const taken: Record<string, RealType> = {
  "image/jpeg": { type: "image/jpeg", ending: "jpg", kind: "image" },
  "image/png": { type: "image/png", ending: "png", kind: "image" },
  "image/apng": { type: "image/png", ending: "png", kind: "image" },
  "image/webp": { type: "image/webp", ending: "webp", kind: "image" },
  "image/gif": { type: "image/gif", ending: "gif", kind: "image" },
  "audio/mpeg": { type: "audio/mpeg", ending: "mp3", kind: "audio" },
  "audio/x-m4a": { type: "audio/mp4", ending: "m4a", kind: "audio" },
  "audio/mp4": { type: "audio/mp4", ending: "m4a", kind: "audio" },
  "audio/aac": { type: "audio/aac", ending: "aac", kind: "audio" },
  "audio/amr": { type: "audio/amr", ending: "amr", kind: "audio" },
  "audio/ogg": { type: "audio/ogg", ending: "ogg", kind: "audio" },
  "audio/wav": { type: "audio/wav", ending: "wav", kind: "audio" },
  "video/mp4": { type: "video/mp4", ending: "mp4", kind: "video" },
  "video/quicktime": { type: "video/quicktime", ending: "mov", kind: "video" },
  "video/webm": { type: "video/webm", ending: "webm", kind: "video" },
  "application/pdf": { type: "application/pdf", ending: "pdf", kind: "file" },
  [`${office}.wordprocessingml.document`]: { type: `${office}.wordprocessingml.document`, ending: "docx", kind: "file" },
  [`${office}.spreadsheetml.sheet`]: { type: `${office}.spreadsheetml.sheet`, ending: "xlsx", kind: "file" },
  [`${office}.presentationml.presentation`]: { type: `${office}.presentationml.presentation`, ending: "pptx", kind: "file" },
};
const word: RealType = { type: "application/msword", ending: "doc", kind: "file" };
const text: RealType = { type: "text/plain", ending: "txt", kind: "file" };

/** What a file is by its content; what it was called or said to be does not count. Throws MediaRefused. */
export async function realType(path: string): Promise<RealType> {
  const head = await firstBytes(path, 4);
  // Before anything looks inside.
  if (head.equals(Buffer.from("PK\u0003\u0004", "latin1"))) await checkZip(path);
  const { fileTypeFromFile } = await import("file-type"); // 30 ms of every start otherwise
  const found = await fileTypeFromFile(path);
  const mime = found?.mime.split(";")[0];
  if (mime === "application/x-cfb") return wordOrRefused(path);
  if (mime === undefined) return textOrRefused(path);
  if (!Object.hasOwn(taken, mime)) throw new MediaRefused("type");
  return taken[mime]!;
}

/** Word, Excel, installers and others share the container; only Word's has this stream. */
async function wordOrRefused(path: string): Promise<RealType> {
  if ((await readFile(path)).includes(Buffer.from("WordDocument", "utf16le"))) return word;
  throw new MediaRefused("type");
}

/** Plain text in UTF-8: no control characters, and nothing that begins like a page or a drawing. */
async function textOrRefused(path: string): Promise<RealType> {
  try {
    const content = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
    if (!/^\s*</.test(content) && !/[\u0000-\u0008\u000e-\u001f\u007f]/.test(content)) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new MediaRefused("type");
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
