import type { RequestHandler } from "express";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const folder = join(import.meta.dirname, "client");
const pico = createRequire(import.meta.url).resolve("@picocss/pico/css/pico.min.css");
const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" };

type Asset = { type: string; plain: Buffer; gzip: Buffer; brotli: Buffer };
export type ConsoleAssets = { css: string; js: string; serve: RequestHandler };

/** Style (the kit and what is ours, one file) and script, compressed once; names carry a hash, so phones keep them for ever. */
export function loadConsoleAssets(): ConsoleAssets {
  const files = new Map<string, Asset>();
  const add = (name: string, kind: keyof typeof types, plain: Buffer): string => {
    const file = `${name}.${createHash("sha256").update(plain).digest("hex").slice(0, 12)}.${kind}`;
    files.set(file, { type: types[kind], plain, gzip: gzipSync(plain, { level: 9 }), brotli: brotliCompressSync(plain) });
    return `/console/assets/${file}`;
  };
  return {
    css: add("console", "css", Buffer.concat([readFileSync(pico), readFileSync(join(folder, "console.css"))])),
    js: add("console", "js", readFileSync(join(folder, "console.js"))),
    serve(request, response, next) {
      const asset = files.get(String(request.params["file"]));
      if (!asset) return next();
      const encoding = request.acceptsEncodings("br", "gzip", "identity");
      const body = encoding === "br" ? asset.brotli : encoding === "gzip" ? asset.gzip : asset.plain;
      if (body !== asset.plain) response.setHeader("Content-Encoding", String(encoding));
      response.writeHead(200, { "content-type": asset.type, "content-length": body.length, "cache-control": "public, max-age=31536000, immutable", vary: "Accept-Encoding" }).end(body);
    },
  };
}
