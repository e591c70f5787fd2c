import { open, readFile, stat } from "node:fs/promises";
import { SendError } from "../../core/send-error.ts";
import { at, platformId } from "../untrusted.ts";
import type { ZaloCaller } from "./caller.ts";
import { uploadLifeMs, uploadLimits, type UploadKind } from "./policy.ts";

/** A file of ours that Zalo must have before the message that shows it. `link` is its public address, for the message without it. */
export type ZaloUpload = { kind: UploadKind; path: string; name: string; link?: string };

/** What Zalo gave for a file: `attachment_id` of a picture, `token` of a file; a gif also needs its size in the message. */
export type ZaloAttachment = { id: string; width?: number; height?: number };

export type ZaloUploads = {
  /** Uploads the file unless it was within six days. Throws `SendError`: "bad-content" with `unreadable`, `too-large` or `not-a-gif` for files Zalo cannot have. */
  attachment(upload: ZaloUpload, signal?: AbortSignal): Promise<ZaloAttachment>;
  /** Zalo says it is gone (-100). */
  forget(upload: ZaloUpload): void;
};

/** Enough for the posters of a year; the oldest go first. */
const mostKept = 200;

/** Uploads files (§1.4) and remembers what Zalo gave for them, in this process only: 5000 uploads a month are allowed per kind. */
export function createZaloUploads(call: ZaloCaller, now: () => number = Date.now): ZaloUploads {
  const kept = new Map<string, { until: number; attachment: ZaloAttachment; path: string }>();
  return {
    async attachment(upload, signal) {
      const { size, mtimeMs } = await factsOf(upload);
      const key = JSON.stringify([upload.kind, upload.path, size, mtimeMs]);
      const known = kept.get(key);
      if (known && known.until > now()) return known.attachment;
      const attachment = await uploaded(call, upload, signal);
      kept.delete(key);
      kept.set(key, { until: now() + uploadLifeMs, attachment, path: upload.path });
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
      return attachment;
    },
    forget({ path }) {
      for (const [key, one] of kept) if (one.path === path) kept.delete(key);
    },
  };
}

async function factsOf({ kind, path }: ZaloUpload): Promise<{ size: number; mtimeMs: number }> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile() || facts.size === 0) throw new SendError("bad-content", { platformCode: "unreadable" });
  if (facts.size > uploadLimits[kind].bytes) throw new SendError("bad-content", { platformCode: "too-large" });
  return facts;
}

async function uploaded(call: ZaloCaller, upload: ZaloUpload, signal: AbortSignal | undefined): Promise<ZaloAttachment> {
  const size = upload.kind === "gif" ? await gifSize(upload.path) : {};
  const form = new FormData();
  form.set("file", new Blob([await readFile(upload.path)], { type: typeOf(upload.name) }), upload.name);
  const { data } = await call({ path: `v2.0/oa/upload/${upload.kind}`, form, signal });
  const given = at(data, upload.kind === "file" ? "token" : "attachment_id");
  const id = upload.kind === "file" && typeof given === "string" && given.length <= 4096 ? given : platformId(given) ?? given;
  if (typeof id !== "string" || id === "") throw new SendError("network", { platformCode: "no-attachment" });
  return { id, ...size };
}

const types: Record<string, string> = {
  jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", gif: "image/gif", pdf: "application/pdf", doc: "application/msword", csv: "text/csv",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

function typeOf(name: string): string {
  return types[endingOf(name)] ?? "application/octet-stream";
}

/** What stands after a name's last dot, small; query and fragment of an address do not count. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,5})(?:[?#].*)?$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** Width and height stand in the first ten bytes of every gif; Zalo wants them in the message. */
async function gifSize(path: string): Promise<{ width: number; height: number }> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(10), 0, 10, 0);
    if (bytesRead < 10 || !/^GIF8[79]a$/.test(buffer.toString("latin1", 0, 6))) throw new SendError("bad-content", { platformCode: "not-a-gif" });
    return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) };
  } finally {
    await file.close();
  }
}
