import busboy from "busboy";
import type { Request } from "express";
import { OfficeError } from "../../office/index.ts";

/** A workbook of 50,000 people is some five megabytes. */
export const mostUploaded = 15 * 1_048_576;

export type Upload = { file: Buffer; name: string; fields: Record<string, string> };

/** The one file of a form, in memory and never bigger than allowed; 413 as soon as it is known to be, without reading the rest. */
export async function readUpload(request: Request): Promise<Upload> {
  if (Number(request.headers["content-length"] ?? 0) > mostUploaded + 65_536) throw tooLarge(request);
  const fields: Record<string, string> = {};
  let upload: { name: string; chunks: Buffer[] } | undefined;
  try {
    const form = busboy({ headers: request.headers, defParamCharset: "utf8", limits: { files: 1, fileSize: mostUploaded, fields: 20, fieldSize: 2000, parts: 25 } });
    await new Promise<void>((done, fail) => {
      form.on("field", (name, value) => void (fields[name] = value));
      form.on("file", (_field, stream, { filename }) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("limit", () => fail(tooLarge(request)));
        stream.on("end", () => void (upload = { name: filename ?? "", chunks }));
      });
      form.on("close", done);
      form.on("error", fail);
      request.on("aborted", () => fail(new OfficeError(400, "bad-request")));
      request.pipe(form);
    });
  } catch (error) {
    throw error instanceof OfficeError ? error : new OfficeError(400, "bad-request");
  }
  if (!upload || upload.chunks.length === 0) throw new OfficeError(422, "file-missing");
  return { file: Buffer.concat(upload.chunks), name: upload.name, fields };
}

function tooLarge(request: Request): OfficeError {
  request.unpipe();
  request.resume();
  return new OfficeError(413, "too-large");
}
