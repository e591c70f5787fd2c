import type { RequestHandler } from "express";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { joinModules } from "./join-modules.ts";

const types = { "chat.js": "text/javascript; charset=utf-8", "chat.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml" } as const;
type AssetName = keyof typeof types;

export type Assets = { path(name: AssetName): string; serve: RequestHandler };

type Asset = { type: string; plain: Buffer; gzip: Buffer; brotli: Buffer };

const folder = join(import.meta.dirname, "client");

/** The page's files, compressed once at start. Their names carry a hash of their bytes, so a phone keeps them for ever. */
export function loadAssets(): Assets {
  const paths = new Map<AssetName, string>();
  const byFile = new Map<string, Asset>();
  for (const name of Object.keys(types) as AssetName[]) {
    const plain = name === "chat.js" ? Buffer.from(joinModules(folder, "main.js")) : readFileSync(join(folder, name));
    const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12);
    const file = name.replace(".", `.${hash}.`);
    paths.set(name, `/assets/${file}`);
    byFile.set(file, { type: types[name], plain, gzip: gzipSync(plain, { level: 9 }), brotli: brotliCompressSync(plain) });
  }
  return {
    path: (name) => paths.get(name)!,
    serve(request, response, next) {
      const asset = byFile.get(String(request.params["file"]));
      if (!asset) return next();
      const encoding = request.acceptsEncodings("br", "gzip", "identity");
      const body = encoding === "br" ? asset.brotli : encoding === "gzip" ? asset.gzip : asset.plain;
      if (body !== asset.plain) response.setHeader("Content-Encoding", String(encoding));
      response.writeHead(200, { "content-type": asset.type, "content-length": body.length, "cache-control": "public, max-age=31536000, immutable", vary: "Accept-Encoding" }).end(body);
    },
  };
}
