import type { Request, Response } from "express";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** Sends a text that is made for this one answer, never stored by anybody, gzipped where the reader takes it. */
export async function sendCompressed(request: Request, response: Response, type: string, text: string): Promise<void> {
  const plain = Buffer.from(text);
  const small = request.acceptsEncodings("gzip", "identity") === "gzip";
  if (small) response.setHeader("Content-Encoding", "gzip");
  response.set({ "Content-Type": type, "Cache-Control": "no-store", Vary: "Accept-Encoding" });
  response.end(small ? await compress(plain) : plain);
}
