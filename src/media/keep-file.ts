import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { MediaKind } from "../core/inbound-event.ts";
import { cleanImage } from "./clean-image.ts";
import { cleanMovie } from "./clean-movie.ts";
import { moveToPlace, overwrite, placeOf } from "./media-folder.ts";
import type { Media } from "./model.ts";
import { realType, type RealType } from "./real-type.ts";
import { MediaRefused } from "./refusal.ts";
import { withEnding } from "./safe-name.ts";

/** Pictures are decoded, so they get less room than what is only copied. */
const mostImageBytes = 10 * 1_048_576;

/** How many bytes are taken of a file of this kind, before its true type is known. */
export function byteLimit(kind: MediaKind, maxBytes: number): number {
  return kind === "image" || kind === "sticker" ? Math.min(mostImageBytes, maxBytes) : maxBytes;
}

export type Copy = Required<Pick<Media, "type" | "bytes" | "sha256" | "path" | "name">>;

/**
 * Looks at a file that came in, draws pictures anew, and moves it to its place in the folder. The same id always gets the same place, so
 * that a crash before the document is written leaves nothing behind that the next try does not take over. Throws MediaRefused.
 */
export async function keepFile(folder: string, path: string, { id, name }: { id: string; name: string | undefined }): Promise<Copy & { kind: RealType["kind"] }> {
  const real = await realType(path);
  if (real.kind === "image") {
    if ((await stat(path)).size > mostImageBytes) throw new MediaRefused("too-large");
    await overwrite(path, await cleanImage(path, real.type));
  }
  if (real.kind === "video" || real.ending === "m4a") await cleanMovie(path);
  const { size } = await stat(path);
  const sha256 = await digestOf(path);
  const place = placeOf(id, real.ending);
  await moveToPlace(folder, path, place);
  return { kind: real.kind, type: real.type, bytes: size, sha256, path: place, name: withEnding(name ?? real.kind, real.ending) };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
