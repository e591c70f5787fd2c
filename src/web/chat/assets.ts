import type { Request, RequestHandler, Response } from "express";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Texts } from "../../runtime/texts.ts";
import { joinModules } from "./join-modules.ts";

const types = { "chat.js": "text/javascript; charset=utf-8", "chat.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml" } as const;
type AssetName = keyof typeof types;

export type Assets = {
  path(name: AssetName): string;
  serve: RequestHandler;
  /** `/widget.js`, an address websites write down: kept an hour, then asked for again. */
  serveWidget: RequestHandler;
};

type Asset = { type: string; plain: Buffer; gzip: Buffer; brotli: Buffer };

const folder = join(import.meta.dirname, "client");

/** The page's files, compressed once at start. Their names carry a hash of their bytes, so a phone keeps them for ever. */
export function loadAssets(texts: Texts): Assets {
  const paths = new Map<AssetName, string>();
  const byFile = new Map<string, Asset>();
  for (const name of Object.keys(types) as AssetName[]) {
    const plain = name === "chat.js" ? Buffer.from(joinModules(folder, "main.js")) : readFileSync(join(folder, name));
    const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12);
    const file = name.replace(".", `.${hash}.`);
    paths.set(name, `/assets/${file}`);
    byFile.set(file, compressed(plain, types[name]));
  }
  const widget = compressed(Buffer.from(widgetScript(texts)), types["chat.js"]);
  return {
    path: (name) => paths.get(name)!,
    serve(request, response, next) {
      const asset = byFile.get(String(request.params["file"]));
      if (!asset) return next();
      answer(asset, "public, max-age=31536000, immutable", request, response);
    },
    serveWidget(request, response) {
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
      answer(widget, "public, max-age=3600, stale-while-revalidate=604800", request, response);
    },
  };
}

/** A script of its own scope with its few sentences inside: it must speak also when nothing else can be loaded. */
function widgetScript(texts: Texts): string {
  const said = (locale: string) => Object.fromEntries(["open", "close", "title", "away", "again"].map((key) => [key, texts.text(`webchat:widget-${key}`, {}, locale) ?? key]));
  const words = JSON.stringify(JSON.stringify({ vi: said("vi"), en: said("en") }));
  return `(() => {\n${joinModules(join(folder, "widget"), "widget.js").replace('"WORDS"', () => words)}})();\n`;
}

function compressed(plain: Buffer, type: string): Asset {
  return { type, plain, gzip: gzipSync(plain, { level: 9 }), brotli: brotliCompressSync(plain) };
}

function answer(asset: Asset, cacheControl: string, request: Request, response: Response): void {
  const encoding = request.acceptsEncodings("br", "gzip", "identity");
  const body = encoding === "br" ? asset.brotli : encoding === "gzip" ? asset.gzip : asset.plain;
  if (body !== asset.plain) response.setHeader("Content-Encoding", String(encoding));
  response.writeHead(200, { "content-type": asset.type, "content-length": body.length, "cache-control": cacheControl, vary: "Accept-Encoding" }).end(body);
}
